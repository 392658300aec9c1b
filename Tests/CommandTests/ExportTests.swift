import Foundation
import TestSupport
import Testing

private let settings = [
  ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\nSTRIPE_LIVE_PUBLIC_KEY=«pk_live:3»\n"
]

@Suite("export") struct ExportCommandTests {
  @Test(
    "keys are shown with --reveal alone, on a terminal, in a pipe and in a file",
    arguments: ["django-fixture", "sql", "dotenv", "json"])
  func reveal(format: String) throws {
    let project = try Project(settings)
    try project.run("sync", ".env", "--db", "keys.sqlite")
    let outcome = try project.run("export", "--db", "keys.sqlite", "--format", format)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("--reveal"))
    #expect(try project.shell("keyferry export --db keys.sqlite --format \(format) > out").status == 64)
    #expect(try project.text("out").isEmpty)
    let revealed = try project.shell("umask 022; keyferry export --db keys.sqlite --format \(format) --reveal > out")
    #expect(revealed.status == 0)
    #expect(revealed.errors.contains("others may read"))
    #expect(try project.text("out").contains(Project.key("sk_live:1")))
    let piped = try project.shell("keyferry export --db keys.sqlite --format \(format) --reveal --quiet | wc -c")
    #expect(Int(piped.output.trimmingCharacters(in: .whitespacesAndNewlines)) == project.bytes("out")?.count)
  }

  @Test("several formats go to files of mode 0600 at once, and are made anew where nobody changed them")
  func files() throws {
    let project = try Project(settings)
    try project.run("sync", ".env", "--db", "keys.sqlite")
    let arguments = [
      "export", "--db", "keys.sqlite", "--format", "sql=a.sql", "--format", "django-fixture=a.fixture.json", "--format",
      "dotenv=a.env", "--format", "json=a.json",
    ]
    for _ in 0..<2 {
      let outcome = try project.run(arguments)
      #expect(outcome.status == 0)
      #expect(outcome.output.isEmpty)
      for name in ["a.sql", "a.fixture.json", "a.env", "a.json"] {
        #expect(try project.mode(name) == 0o600)
        #expect(try project.text(name).contains(Project.key("sk_live:1")))
      }
    }
    #expect(project.names == [".env", "a.env", "a.fixture.json", "a.json", "a.sql", "keys.sqlite"])
    let fixture = try JSONSerialization.jsonObject(with: project.bytes("a.fixture.json") ?? Data())
    let objects = try #require(fixture as? [[String: Any]])
    #expect(objects.count == 3)
    let required = ["djstripe_created", "djstripe_updated", "id", "livemode", "name", "secret", "type"]
    for object in objects {
      #expect(object["model"] as? String == "djstripe.apikey")
      #expect(object["pk"] is NSNull)
      #expect((object["fields"] as? [String: Any])?.keys.sorted() == required)
    }
  }

  @Test(
    "wrong usage is 64 and writes nothing",
    arguments: [
      [], ["--format", "xml=x"], ["--format", "sql="], ["--format", "json=keys.json"], ["--format", "sql=.env"],
      ["--format", "dotenv=.env"], ["--format", "sql=x", "--format", "dotenv=./x"],
      ["--format", "sql=x", "--djstripe-version", "3.0"], ["--format", "sql=x", "--accounts-by", "name"],
      ["--format", "django-fixture=x", "--accounts-by", "djstripe_id"],
      ["--reveal", "--format", "sql", "--format", "json"],
    ])
  func usage(options: [String]) throws {
    let project = try Project(settings)
    try project.run("sync", ".env", "--db", "keys.json")
    let before = (project.bytes("keys.json"), project.bytes(".env"))
    let outcome = try project.run(["export", "--db", "keys.json"] + options)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(project.bytes("keys.json") == before.0)
    #expect(project.bytes(".env") == before.1)
    #expect(project.names == [".env", "keys.json"])
  }

  @Test("a database that is not there has no keys to export, and a device takes none")
  func failures() throws {
    let project = try Project(settings)
    #expect(try project.run("export", "--db", "typo.json", "--format", "sql=x").status == 1)
    try project.run("sync", ".env", "--db", "keys.json")
    #expect(try project.run("export", "--db", "keys.json", "--format", "sql=/dev/stdout").status == 1)
    #expect(try project.run("export", "--db", "keys.json", "--format", "sql=none/x").status == 1)
    #expect(try project.shell("keyferry export --db keys.json --format sql --reveal >/dev/full").status == 1)
    #expect(try project.shell("ulimit -f 0; keyferry export --db keys.json --format sql=x").status == 1)
    #expect(project.names == [".env", "keys.json"])
  }

  @Test("a .env that was exported brings the same keys into a new database")
  func back() throws {
    let project = try Project(settings)
    try project.run("sync", ".env", "--db", "keys.sqlite")
    try project.run("export", "--db", "keys.sqlite", "--format", "dotenv=back.env")
    try project.run("sync", "back.env", "--db", "again.sqlite")
    let outcome = try project.run("check", "--from", "keys.sqlite", "--db", "again.sqlite", "--strict")
    #expect(outcome.status == 0)
  }
}

@Suite("--from") struct CopyCommandTests {
  @Test(
    "copies between stores of every kind, and does nothing the second time",
    arguments: ["a.json", "a.sqlite"], ["b.json", "b.sqlite"])
  func pairs(origin: String, target: String) throws {
    let project = try Project(settings)
    try project.run("sync", ".env", "--db", origin)
    try project.run("keys", "add", "--name", "Shop", "--db", origin, input: "«sk_live:4»\n")
    let plan = try project.run("plan", "--from", origin, "--db", target, "--format", "json")
    #expect(try plan.summary("create") == 4)
    #expect(!project.names.contains(target))
    #expect(try project.run("check", "--from", origin, "--db", target).status == 2)
    let sync = try project.run("sync", "--from", origin, "--db", target)
    #expect(sync.status == 0)
    #expect(sync.output.contains("from \(origin)"))
    let before = project.bytes(target)
    let again = try project.run("sync", "--from", origin, "--db", target, "--format", "json")
    #expect(try again.summary("keep") == 4)
    #expect(project.bytes(target) == before)
    #expect(try project.run("check", "--from", origin, "--db", target, "--strict", "--integrity").status == 0)
    #expect(try rows(project, origin) == rows(project, target))
  }

  /// Each key with all that a copy keeps of it.
  private func rows(_ project: Project, _ store: String) throws -> Set<Data> {
    let list = try project.run("keys", "list", "--db", store, "--format", "json").report["keys"] as? [[String: Any]]
    return Set(
      try #require(list).map { row in
        try JSONSerialization.data(
          withJSONObject: row.filter { !["id", "updated"].contains($0.key) }, options: .sortedKeys)
      })
  }

  @Test("a person's name in the database stays")
  func names() throws {
    let project = try Project(settings)
    try project.run("sync", ".env", "--db", "a.sqlite")
    try project.run("keys", "add", "--name", "Mine", "--db", "b.json", input: "«sk_live:1»\n")
    try project.run("sync", "--from", "a.sqlite", "--db", "b.json")
    #expect(try project.run("keys", "list", "--db", "b.json").output.contains("Mine"))
    #expect(try project.run("check", "--from", "a.sqlite", "--db", "b.json").status == 0)
  }

  @Test("--prune removes what the other database lacks, behind its guards, and keeps a backup")
  func prune() throws {
    let project = try Project(settings)
    try project.run("sync", ".env", "--db", "b.json")
    try project.run("keys", "add", "--db", "a.json", input: "«sk_live:1»\n")
    #expect(try project.run("sync", "--from", "a.json", "--db", "b.json").status == 0)
    let refused = try project.run("sync", "--from", "a.json", "--db", "b.json", "--prune", "--format", "json")
    #expect(refused.status == 4)
    #expect(try refused.rules().contains("KF404"))
    let limited = try project.run(
      "sync", "--from", "a.json", "--db", "b.json", "--prune", "--yes", "--max-deletes", "1")
    #expect(limited.status == 4)
    let done = try project.run("sync", "--from", "a.json", "--db", "b.json", "--prune", "--yes", "--format", "json")
    #expect(done.status == 0)
    #expect(try done.summary("remove") == 2)
    #expect(project.names.contains { $0.hasPrefix("b.json.backup-") })
    try project.write("empty.json", "{\"format\": \"keyferry-keys\", \"version\": 1, \"keys\": []}\n")
    #expect(try project.run("sync", "--from", "empty.json", "--db", "b.json", "--prune", "--yes").status == 4)
    #expect(try project.text("b.json").contains(Project.key("sk_live:1")))
  }

  @Test("a database to copy from that is missing, damaged or holds what is no key is told, and nothing is written")
  func failures() throws {
    let project = try Project(settings)
    try project.write("damaged.json", "{")
    try project.write(
      "odd.json",
      """
      {"format": "keyferry-keys", "version": 1, "keys": [{"id": "a", "type": "secret", "livemode": true, "name": "",
      "account": null, "created": "2026-11-23T07:00:00Z", "updated": "2026-11-23T07:00:00Z", "secret": "odd",
      "occurrences": []}]}
      """)
    for origin in ["missing.json", "damaged.json", "odd.json"] {
      let outcome = try project.run("sync", "--from", origin, "--db", "b.json")
      #expect(outcome.status == 1, "\(origin)")
      #expect(outcome.output.contains(origin))
    }
    #expect(!project.names.contains("b.json"))
  }

  @Test(
    "sources and the database itself are wrong usage, and no report goes onto the other database",
    arguments: [
      ["sync", ".env", "--from", "a.json", "--db", "b.json"], ["sync", "--from", "a.json", "--db", "./a.json"],
      ["plan", "--from", "a.json", "--db", "b.json", "--format", "json=a.json"],
      ["check", "--from", "a.txt", "--db", "b.json"],
    ])
  func usage(arguments: [String]) throws {
    let project = try Project(settings)
    try project.run("sync", ".env", "--db", "a.json")
    let before = project.bytes("a.json")
    #expect(try project.run(arguments).status == 64)
    #expect(project.bytes("a.json") == before)
    #expect(project.names == [".env", "a.json"])
  }
}
