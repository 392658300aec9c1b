import Foundation
import TestSupport
import Testing

@Suite("init and config") struct InitTests {
  private static let files = [
    ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_LIVE_PUBLIC_KEY=«pk_live:2»\n",
    "deploy/app.yml": "STRIPE_LIVE_SECRET_KEY: «sk_live:3»\n",
    "shop/settings.py": "STRIPE_LIVE_SECRET_KEY = config('STRIPE_LIVE_SECRET_KEY')\n",
    "requirements.txt": "Django==5.0\ndj-stripe==2.8.3\n",
  ]

  @Test("writes a file that loads, and with which a scan gives what it gives without")
  func same() throws {
    let project = try Project(Self.files)
    let environment = ["STRIPE_TEST_SECRET_KEY": "«sk_test:4»"]
    let before = try project.run("scan", "--format", "json", environment: environment)
    #expect(try project.run("init", environment: environment).status == 0)
    #expect(try project.mode(".keyferry.yml") == 0o644)
    let after = try project.run("scan", "--format", "json", environment: environment)
    #expect(after.output == before.output)
    #expect(after.status == before.status)
    let text = try project.text(".keyferry.yml")
    #expect(text.contains("#   .env  2 settings"))
    #expect(text.contains("#   shop/settings.py  1 setting"))
    #expect(text.contains("# As requirements.txt has it.\ndjstripe-version: 2.8"))
  }

  @Test("writes the sources that it is given, whatever they are called")
  func sources() throws {
    let project = try Project(["a \"b\" [c].env": "STRIPE_KEY=«sk_test:1»\n", "no": "STRIPE_KEY=«sk_test:1»\n"])
    let names = ["a \"b\" [c].env", "dotenv:no", "env:"]
    #expect(try project.run(["init", "--exclude", "old*/"] + names).status == 0)
    let parts = try #require(try project.run("config", "--format", "json").report["parts"] as? [[String: Any]])
    let sources = try #require(parts.first { $0["name"] as? String == "sources" })
    #expect(sources["values"] as? [String] == names)
    #expect(sources["from"] as? String == "file")
    #expect(parts.first { $0["name"] as? String == "exclude" }?["values"] as? [String] == ["old*/"])
  }

  @Test("keeps the environment out where it was left out, of ${NAME} and settings modules, too")
  func environment() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=${SHOP_KEY}\n"])
    let environment = ["SHOP_KEY": "«sk_live:1»"]
    let before = try project.run("scan", "--no-env", "--format", "json", environment: environment)
    try project.run("init", "--no-env", environment: environment)
    #expect(try project.run("scan", "--format", "json", environment: environment).output == before.output)
  }

  @Test("says what it could not read, in the file, too, and ends in 1")
  func unread() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "a.yml": "stripe_key: [\n"])
    let outcome = try project.run("init", ".", "nope.env")
    #expect(outcome.status == 1)
    for path in ["a.yml", "nope.env"] {
      #expect(outcome.errors.contains("error: KF101 \(path): "))
      #expect(try project.text(".keyferry.yml").contains("#   \(path): "))
    }
  }

  @Test("takes standard input for no source, and config no database that no run would")
  func usage() throws {
    let project = try Project(["k.yml": "store: k.json\nlayout: djstripe\n"])
    #expect(try project.run("init", "dotenv:-").status == 64)
    for arguments in [["--db", "mysql://h/d"], ["--db", "postgres://u:hunter2@h/d"], ["--config", "k.yml"]] {
      let outcome = try project.run(["config"] + arguments)
      #expect(outcome.status == (arguments.contains("k.yml") ? 78 : 64))
      #expect(!(outcome.errors + outcome.output).contains("hunter2"))
    }
    #expect(try project.run("config", "--no-env").output.contains("--no-env"))
  }

  @Test("takes no release from a requirement that is commented out")
  func release() throws {
    let project = try Project(["requirements.txt": "# dj-stripe==2.5\ndj-stripe==2.8\n"])
    #expect(try project.run("init").status == 0)
    #expect(try project.text(".keyferry.yml").contains("djstripe-version: 2.8"))
  }

  @Test("finds the database that dj-stripe uses, and leaves it as it is")
  func database() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", "--db", "keys.sqlite")
    try project.run("init")
    #expect(!(try project.text(".keyferry.yml").contains("\nstore:")))
    let database = try Data(contentsOf: Repository.url("fixtures/scenarios/djstripe/input/shop.sqlite3"))
    try project.write("shop/db.sqlite3", bytes: Array(database))
    try project.run("init", "--force")
    #expect(try project.text(".keyferry.yml").contains("\nstore: shop/db.sqlite3\n"))
    #expect(project.bytes("shop/db.sqlite3") == database)
    #expect(try project.run("effective").status == 0)
  }

  @Test("never writes over a file unless it is told to")
  func force() throws {
    let project = try Project([".keyferry.yml": "# mine\n"])
    #expect(try project.run("init").status == 4)
    #expect(try project.text(".keyferry.yml") == "# mine\n")
    #expect(try project.run("init", "--force").status == 0)
    #expect(try project.text(".keyferry.yml") != "# mine\n")
  }

  @Test(
    "reads the release that a lock file pins",
    arguments: [
      (
        "poetry.lock",
        "[[package]]\nname = \"django\"\nversion = \"4.2\"\n\n[[package]]\nname = \"dj-stripe\"\nversion = \"2.7.3\"\n",
        "2.7"
      ),
      (
        "Pipfile.lock", "{\"default\": {\n \"dj-stripe\": {\n  \"hashes\": [\"x\"],\n  \"version\": \"==2.10.1\"\n }}}",
        "2.10"
      ),
      ("requirements/base.txt", "dj_stripe[x]==2.6.0 ; python_version < '3.12'\n", "2.6"),
      ("requirements.txt", "dj-stripe>=2.7,<2.9\n", nil), ("requirements.txt", "dj-stripe-extra==2.8.0\n", nil),
      ("uv.lock", "dependencies = [\n  { name = \"dj-stripe\" },\n  { name = \"x\" },\n]\nversion = \"2.5\"\n", nil),
    ])
  func release(path: String, text: String, version: String?) throws {
    let project = try Project([path: text])
    try project.run("init")
    let line = try project.text(".keyferry.yml").split(separator: "\n").first { $0.hasPrefix("djstripe-version:") }
    #expect(line.map(String.init) == version.map { "djstripe-version: \($0)" })
  }

  @Test(
    "config tells each part and the layer that it is from, in every format", arguments: ["text", "markdown", "json"])
  func layers(format: String) throws {
    let project = try Project([
      ".keyferry.yml":
        "on-conflict: first\nsettings:\n  PAYMENTS_KEY: {role: secret, mode: live}\nrules: {KF107: off}\n"
    ])
    let password = "hunter2hunter2"
    let outcome = try project.run(
      ["config", "--fail-on", "note", "--format", format],
      environment: ["KEYFERRY_DB": "postgres://shop:\(password)@db/shop", "KEYFERRY_STRICT": "yes", "COLUMNS": "200"])
    #expect(outcome.status == 0)
    #expect(!outcome.output.contains(password))
    guard format == "json" else {
      for words in [".keyferry.yml:1", "flag --fail-on", "variable KEYFERRY_DB", "default", "KF107: off"] {
        #expect(outcome.output.contains(words), "\(words)")
      }
      return
    }
    let parts = try #require(try outcome.report["parts"] as? [[String: Any]])
    func part(_ name: String) -> [String]? {
      parts.first { $0["name"] as? String == name }.map {
        [$0["from"] as? String ?? "", $0["origin"] as? String ?? ""] + ($0["values"] as? [String] ?? [])
      }
    }
    #expect(part("on-conflict") == ["file", "", "first"])
    #expect(part("fail-on") == ["flag", "--fail-on", "note"])
    #expect(part("strict") == ["environment", "KEYFERRY_STRICT", "true"])
    #expect(part("settings") == ["file", "", "PAYMENTS_KEY: {role: secret, mode: live}"])
    #expect(part("store")?.dropFirst(2).first?.hasPrefix("postgres") == true)
    #expect(part("layout") == ["default", ""])
  }

  @Test("config names a database that it can't, without its text")
  func address() throws {
    let project = try Project()
    for text in ["hunter2hunter2", "env:postgres://shop:hunter2@db/shop"] {
      let outcome = try project.run("config", environment: ["KEYFERRY_DB": text])
      #expect(outcome.status == 0)
      #expect(!outcome.output.contains("hunter2"))
    }
  }
}
