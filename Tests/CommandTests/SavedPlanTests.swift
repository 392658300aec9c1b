import Foundation
import TestSupport
import Testing

@Suite("A saved plan") struct SavedPlanTests {
  private static let files = [
    ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n",
    "compose.yml": "services: {web: {environment: {STRIPE_TEST_PUBLIC_KEY: «pk_test:1»}}}\n",
  ]

  /// dj-stripe's table with two accounts, as Django made it.
  private static func addShop(to project: Project) throws {
    let shop = try Data(contentsOf: Repository.url("fixtures/scenarios/djstripe/input/shop.sqlite3"))
    try project.write("shop.sqlite3", bytes: Array(shop), mode: 0o660)
  }

  @Test("is carried out as it is, once, on any store", arguments: ["keys.json", "keys.sqlite", "shop.sqlite3"])
  func carriedOut(store: String) throws {
    let project = try Project(Self.files)
    if store == "shop.sqlite3" { try Self.addShop(to: project) }
    let options = store == "shop.sqlite3" ? ["--account", "acct_1Shop"] : []
    let planned = try project.run(["plan", "--no-env", "--db", store, "--out", "plan.json"] + options)
    #expect(planned.status == 0)
    #expect(planned.errors.contains("saved in plan.json"))
    #expect(try project.mode("plan.json") == 0o600)
    let saved = project.bytes("plan.json")
    try project.run(["plan", "--no-env", "--db", store, "--out", "plan.json"] + options)
    #expect(project.bytes("plan.json") == saved)
    let dry = try project.run("sync", "--plan", "plan.json", "--dry-run", "--format", "json")
    #expect(dry.status == 0)
    let outcome = try project.run("sync", "--plan", "plan.json", "--format", "json")
    #expect(outcome.status == 0)
    #expect(try outcome.summary("create") == 3)
    #expect(try outcome.report["plan_id"] as? String == dry.report["plan_id"] as? String)
    #expect(try project.run(["check", "--no-env", "--db", store] + options).status == 0)
    let held = project.bytes(store)
    let again = try project.run("sync", "--plan", "plan.json")
    #expect(again.status == 4)
    #expect(again.output.contains("nothing is left to do"))
    #expect(project.bytes(store) == held && project.bytes("plan.json") == saved)
  }

  @Test(
    "is carried out in PostgreSQL, whose address stands in it without a password",
    .enabled(if: PostgreSQLServer.isUsable, Comment(rawValue: PostgreSQLServer.missing)))
  func postgreSQL() throws {
    let database = try PostgreSQLDatabase()
    let project = try Project(Self.files)
    let environment = ["DATABASE_URL": database.url()]
    let plan = ["plan", "--no-env", "--db", "env:DATABASE_URL", "--out", "plan.json"]
    #expect(try project.run(plan, environment: environment).status == 0)
    #expect(try project.text("plan.json").contains("\"db\": \"env:DATABASE_URL\""))
    #expect(try project.run("sync", "--plan", "plan.json", environment: environment).status == 0)
    #expect(try database.psql("SELECT count(*) FROM keyferry_keys") == "3")
    let again = try project.run("sync", "--plan", "plan.json", environment: environment)
    #expect(again.status == 4)
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n")
    try project.run(plan, environment: environment)
    try database.psql("UPDATE keyferry_keys SET name = 'by hand' WHERE livemode")
    let moved = try project.run("sync", "--plan", "plan.json", environment: environment)
    #expect(moved.status == 4 && moved.output.contains("changed since the plan was made"))
    #expect(try database.psql("SELECT count(*) FROM keyferry_keys") == "3")
  }

  /// What happens between plan and sync, and what the refusal says of it.
  private static let moves: [(file: String, text: String, told: String)] = [
    (
      ".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n",
      "STRIPE_LIVE_SECRET_KEY in .env is another key: sk_live_"
    ),
    (
      ".env", "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n",
      "STRIPE_LIVE_SECRET_KEY in .env is gone, or holds no key: it was sk_live_"
    ),
    (
      ".env", "STRIPE_LIVE_SECRET_KEY=${X}\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n",
      "STRIPE_LIVE_SECRET_KEY in .env is gone"
    ),
    ("b.env", "STRIPE_LIVE_RESTRICTED_KEY=«rk_live:1»\n", "STRIPE_LIVE_RESTRICTED_KEY in b.env is new: rk_live_"),
    ("b.env", "STRIPE_KEY=«sk_live:1»\n", "STRIPE_KEY in b.env is new: sk_live_"),
  ]

  @Test("is refused when a key is another one, gone or new, and says which", arguments: moves.indices)
  func moved(index: Int) throws {
    let move = Self.moves[index]
    let project = try Project(Self.files)
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    try project.write(move.file, move.text)
    let outcome = try project.run("sync", "--plan", "plan.json", "--format", "json")
    #expect(outcome.status == 4)
    let blocked = try #require(try outcome.report["blocked"] as? [[String: Any]])
    let reasons = blocked.compactMap { $0["reason"] as? String }
    #expect(reasons.contains { $0.hasPrefix(move.told) }, "\(reasons)")
    #expect(project.bytes("keys.json") == nil)
    // The command line that it names makes a plan that goes through.
    let command = try #require(blocked.flatMap { $0["commands"] as? [String] ?? [] }.first)
    #expect(try project.shell(command).status == 0)
    #expect(try project.run("sync", "--plan", "plan.json").status == 0)
  }

  @Test("is carried out when lines have moved alone, and stores the lines of now")
  func lines() throws {
    let project = try Project(Self.files)
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    try project.write(".env", "# ours\n" + (Self.files[".env"] ?? ""))
    #expect(try project.run("sync", "--plan", "plan.json").status == 0)
    #expect(try project.text("keys.json").contains("\"line\": 2"))
  }

  @Test("is refused when the database changed, and tells what it holds now")
  func database() throws {
    let project = try Project(Self.files)
    try project.run("sync", ".env", "--db", "keys.json")
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    try project.run("keys", "add", "--db", "keys.json", "--name", "by hand", input: "«sk_live:9»\n")
    let held = project.bytes("keys.json")
    let outcome = try project.run("sync", "--plan", "plan.json")
    #expect(outcome.status == 4)
    #expect(outcome.output.contains("keys.json changed since the plan was made"))
    #expect(outcome.output.contains("(by hand) now, and did not"))
    #expect(project.bytes("keys.json") == held)
  }

  @Test("reads what it read: the environment, the options, the order of sources")
  func request() throws {
    let project = try Project(["b.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n", "c.env": "PAYMENTS=«sk_live:3»\n"])
    let environment = ["STRIPE_LIVE_SECRET_KEY": "«sk_live:1»"]
    let sources = ["env:", "b.env", "c.env"]
    let options = ["--db", "keys.json", "--on-conflict", "first", "--include-unmapped", "--out", "plan.json"]
    #expect(try project.run(["plan"] + sources + options, environment: environment).status == 0)
    let bare = try project.run("sync", "--plan", "plan.json")
    #expect(bare.status == 4)
    #expect(bare.output.contains("STRIPE_LIVE_SECRET_KEY in the environment is gone"))
    #expect(try project.run("sync", "--plan", "plan.json", environment: environment).status == 0)
    let stored = try project.text("keys.json")
    #expect(stored.contains(Project.key("sk_live:1")) && stored.contains(Project.key("sk_live:3")))
    #expect(!stored.contains(Project.key("sk_live:2")))
  }

  @Test("removes what it says with --prune, and no more")
  func prune() throws {
    let project = try Project(Self.files)
    try project.run("sync", "--no-env", "--db", "keys.json")
    try project.write("compose.yml", "services: {}\n")
    let plan = ["plan", "--no-env", "--db", "keys.json", "--prune", "--yes", "--out", "plan.json"]
    #expect(try project.run(plan).status == 0)
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n")
    let moved = try project.run("sync", "--plan", "plan.json")
    #expect(moved.status == 4)
    #expect(moved.output.contains("STRIPE_TEST_SECRET_KEY in .env is gone"))
    #expect(try project.text("keys.json").contains(Project.key("sk_test:1")))
    try project.write(".env", Self.files[".env"] ?? "")
    let outcome = try project.run("sync", "--plan", "plan.json", "--format", "json")
    #expect(outcome.status == 0)
    #expect(try outcome.summary("remove") == 1)
  }

  @Test("of a database that is not there yet makes it in its own folder, and in no other")
  func absentElsewhere() throws {
    let project = try Project(["o/x.txt": "x"])
    let key = "STRIPE_LIVE_SECRET_KEY=\(Project.key("sk_live:1"))"
    #expect(try project.shell("\(key) keyferry plan env: --db keys.json --out plan.json").status == 0)
    let outcome = try project.shell("cd o && \(key) keyferry sync --plan ../plan.json")
    #expect(outcome.status == 4 && outcome.errors.contains("in another folder"), "\(outcome.errors)")
    #expect(project.bytes("o/keys.json") == nil)
    #expect(try project.shell("cd o && cd .. && \(key) keyferry sync --plan plan.json").status == 0)
    #expect(project.bytes("keys.json") != nil)
  }

  @Test("of a copy holds while the database to copy from is as it was")
  func copy() throws {
    let project = try Project(Self.files)
    try project.run("sync", "--no-env", "--db", "old.json")
    try project.run("plan", "--from", "old.json", "--db", "new.sqlite", "--out", "plan.json")
    try project.run("keys", "add", "--db", "old.json", input: "«rk_test:5»\n")
    let outcome = try project.run("sync", "--plan", "plan.json")
    #expect(outcome.status == 4)
    #expect(outcome.output.contains("old.json, to copy from, changed"))
    #expect(project.bytes("new.sqlite") == nil)
    try project.run("plan", "--from", "old.json", "--db", "new.sqlite", "--out", "plan.json")
    #expect(try project.run("sync", "--plan", "plan.json").status == 0)
    #expect(try project.run("check", "--from", "old.json", "--db", "new.sqlite", "--strict").status == 0)
  }

  @Test("that is blocked is saved as that, in place of an older one, and no sync takes it")
  func blocked() throws {
    let project = try Project(Self.files)
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    try project.write("b.env", "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n")
    let planned = try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    #expect(planned.status == 3)
    #expect(planned.errors.contains("as blocked"))
    let outcome = try project.run("sync", "--plan", "plan.json")
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("STRIPE_LIVE_SECRET_KEY has 2 different keys"))
    #expect(project.bytes("keys.json") == nil)
  }

  @Test("that could not be made leaves the file as it is, and fails")
  func unmade() throws {
    let project = try Project(Self.files)
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    let saved = project.bytes("plan.json")
    try project.write("keys.json", "{\"format\": \"keyferry-keys\", \"version\": 9, \"keys\": []}")
    let outcome = try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("plan.json was not written"))
    #expect(project.bytes("plan.json") == saved)
  }

  @Test("holds no key, whatever the settings, names and paths are")
  func leaks() throws {
    let project = try Project(Self.files)
    try project.write(
      "bad.env", "STRIPE_KEY=«sk_live:4»\nSTRIPE_KEY_«sk_live:5»=«sk_live:6»\nSTRIPE_SECRET_KEY=\"«sk_live:7» \"\n")
    try project.write("\(Project.key("sk_live:8")).env", "STRIPE_TEST_SECRET_KEY=«sk_test:9»\n")
    try project.run("keys", "add", "--db", "keys.json", "--name", "x", input: "«sk_live:10»")
    let store = "json:" + Project.key("sk_live:11") + ".json"
    try project.run(
      ["plan", "--include-unmapped", "--on-conflict", "all", "--out", "a.json"],
      environment: ["KEYFERRY_DB": "keys.json"])
    try project.run("plan", "--out", "b.json", environment: ["KEYFERRY_DB": store, "STRIPE_X_KEY": "«sk_live:12»"])
    let keys =
      (4...12).flatMap { TestKeys.keys(in: "«sk_live:\($0)»«sk_test:\($0)»") }
      + Self.files.values.flatMap(TestKeys.keys)
    for name in ["a.json", "b.json"] { #expect(!TestKeys.leaks(keys, in: try project.text(name)), "\(name)") }
  }

  @Test("is for its own database alone")
  func otherStore() throws {
    let project = try Project(Self.files)
    try project.run("plan", "--no-env", "--out", "plan.json", environment: ["KEYFERRY_DB": "keys.json"])
    for arguments in [["sync", "--plan", "plan.json"], ["sync", "--plan", "plan.json", "--db", "other.json"]] {
      let outcome = try project.run(arguments)
      #expect(outcome.status == 4)
      #expect(outcome.errors.contains("is for keys.json, and this is"))
    }
    #expect(try project.run("sync", "--plan", "plan.json", "--db", "./keys.json").status == 0)
    #expect(project.names == [".env", "compose.yml", "keys.json", "plan.json"])
  }

  @Test("is refused when a kept key has another name, and says which")
  func renamed() throws {
    let project = try Project(Self.files)
    try project.run("keys", "add", "--db", "keys.json", "--name", "by hand", input: "«sk_live:9»\n")
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    try project.write("keys.json", try project.text("keys.json").replacing("by hand", with: "by foot"))
    let outcome = try project.run("sync", "--plan", "plan.json", environment: ["COLUMNS": "300"])
    #expect(outcome.status == 4)
    #expect(
      outcome.output.contains("(by hand) was to stay as it is, and now has the name \"by foot\""), "\(outcome.output)")
  }

  @Test("in another folder is refused")
  func otherFolder() throws {
    let project = try Project(Self.files.merging(["other/x.txt": "x"]) { a, _ in a })
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    let outcome = try project.shell("cd other && keyferry sync --plan ../plan.json")
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("in another folder"))
    #expect(project.bytes("other/keys.json") == nil)
  }

  @Test(
    "leaves nothing to be said beside it",
    arguments: [
      [".env"], ["--no-env"], ["--prune"], ["--on-conflict=error"], ["--from", "old.json"], ["--yes"],
      ["--layout", "keyferry"],
    ])
  func alone(options: [String]) throws {
    let project = try Project(Self.files)
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    let outcome = try project.run(["sync", "--plan", "plan.json"] + options)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("exclude each other"))
  }

  @Test("that is missing, a folder, no plan, newer, damaged or changed by hand is an error that says so")
  func wrongFile() throws {
    let project = try Project(Self.files)
    try project.run("plan", "--no-env", "--db", "keys.json", "--out", "plan.json")
    let text = try project.text("plan.json")
    try project.write("newer.json", text.replacing("\"version\": 1", with: "\"version\": 2"))
    try project.write("half.json", String(text.prefix(text.count / 2)))
    try project.write("edited.json", text.replacing("\"max_deletes\": 10", with: "\"max_deletes\": 99"))
    try project.write("report.json", "{\"format\": \"keyferry-report\"}")
    for (name, status, told) in [
      ("none.json", 1, "no such file"), (".", 1, "is a directory"), ("report.json", 1, "is no saved plan"),
      ("newer.json", 1, "update keyferry"), ("half.json", 1, "is damaged: line "),
      ("edited.json", 4, "was changed after it was made"),
      (".env", 1, "is no saved plan"),
    ] as [(String, Int32, String)] {
      let outcome = try project.run("sync", "--plan", name)
      #expect(outcome.status == status, "\(name)")
      #expect(outcome.errors.contains(told), "\(outcome.errors)")
    }
    #expect(project.bytes("keys.json") == nil)
  }

  @Test("goes onto no source, no database and no report", arguments: [".env", "keys.json", "r.json", ""])
  func targets(path: String) throws {
    let project = try Project(Self.files)
    try project.run("sync", "--no-env", "--db", "keys.json")
    let before = project.names.map { project.bytes($0) }
    let plan = ["plan", "--no-env", "--db", "keys.json", "--format", "json=r.json", "--out", path]
    #expect(try project.run(plan).status == 64)
    #expect(project.names.map { project.bytes($0) } == before)
  }
}
