import Foundation
import TestSupport
import Testing

/// ``Project/run(_:input:environment:)`` looks for pieces of keys on both outputs of every run in every suite; this one goes
/// through commands and formats in turn, and looks into the files as well.
@Suite("Leaks") struct LeakTests {
  private static let files = [
    ".env": """
    STRIPE_LIVE_SECRET_KEY=«sk_live:1»
    STRIPE_LIVE_SECRET_KEY=«sk_live:2»
    STRIPE_TEST_SECRET_KEY=«sk_live:3»
    STRIPE_PUBLISHABLE_KEY=«rk_live:4»
    SHOP_STRIPE_KEY="«sk_test:5» "
    OTHER_STRIPE_KEY=«sk_live:6:20»
    PAYMENTS=«sk_live:7»
    STRIPE_SECRET=«sk_live:8:130»
    STRIPE_KEY_X=«sk_live:9» # or «sk_live:10»
    STRIPE_WEBHOOK_SECRET=whsec_«body:11:32»
    STRIPE_KEY_Y="«sk_live:12»" oops «sk_live:13»
    """,
    ".env.example": "STRIPE_LIVE_SECRET_KEY=«sk_live:14»\n",
    "b.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:15»\n",
    "bad.yml": "STRIPE_LIVE_SECRET_KEY: «sk_live:16»\n  x: [«sk_live:17»\n",
    "bad.json": "{\"STRIPE_LIVE_SECRET_KEY\": \"«sk_live:18»\" «sk_live:19»}",
    "args.yml": "command: [run, --stripe-key=«sk_live:20», \"STRIPE_SECRET_KEY=«sk_live:21»\"]\n",
  ]

  @Test("no command shows a piece of a key in any format", arguments: ["text", "markdown", "html", "json"])
  func commands(format: String) throws {
    let project = try Project(Self.files)
    for store in ["keys.json", "keys.sqlite"] {
      for command in [
        ["scan"], ["plan", "--db", store], ["sync", "--db", store], ["sync", "b.env", "--db", store],
        ["sync", "b.env", "args.yml", "--db", store, "--on-conflict", "all"], ["check", "--db", store, "--strict"],
        ["plan", "b.env", "--db", store, "--prune"], ["keys", "list", "--db", store],
        ["plan", "--from", store, "--db", "keys.copy.json"], ["sync", "--from", store, "--db", "keys.copy.db"],
        ["undo", "--db", store, "--dry-run"], ["undo", "--db", store, "--yes"], ["history", "--db", store],
      ] where format != "html" || !["keys", "history", "undo"].contains(command[0]) {
        for verbosity in [[], ["--verbose"]] {
          let outcome = try project.run(command + verbosity + ["--format", format, "--format", "json=report.json"])
          #expect(outcome.status != 64)
        }
      }
    }
    #expect(project.names.contains("report.json"))
    for name in project.names where Self.files[name] == nil && !name.hasPrefix("keys") {
      #expect(
        !TestKeys.leaks(Self.files.values.flatMap(TestKeys.keys), in: try project.text(name)), "\(name) holds a key")
    }
  }

  @Test("nor does a report for a host, an annotation or a baseline", arguments: ["sarif", "junit", "gitlab"])
  func hosts(format: String) throws {
    let mark = "«sk_live:1»"
    var files = Self.files
    files["\(Project.key("sk_live:1")).env"] = "STRIPE_KEY_\(mark)=\(mark)\n"
    files["a.yml"] = "stripe: {\(mark): {secret_key: \(mark)}}\n"
    let project = try Project(files)
    let environment = ["GITHUB_ACTIONS": "true", "STRIPE_\(Project.key("sk_live:1"))": mark]
    for command in [
      ["scan"], ["plan", "--db", "k.json"], ["sync", "b.env", "--db", "k.json"],
      ["check", "--db", "k.json", "--strict"],
    ] {
      let outcome = try project.run(
        command + ["--github", "--format", format, "--format", "\(format)=report.out"], environment: environment)
      #expect(outcome.status != 64)
      #expect(!TestKeys.leaks(files.values.flatMap(TestKeys.keys), in: try project.text("report.out")))
    }
    try project.run("baseline", ".env", "b.env", "a.yml", "env:", environment: environment)
    #expect(!TestKeys.leaks(files.values.flatMap(TestKeys.keys), in: try project.text("keyferry.baseline")))
  }

  @Test(
    "an export shows none but in the files that are named for it",
    arguments: ["django-fixture", "sql", "dotenv", "json"])
  func exports(format: String) throws {
    let project = try Project(Self.files)
    try project.run("sync", "b.env", "--db", "keys.json")
    try project.write("taken", "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n")
    for options in [
      ["\(format)=keys.out"], ["\(format)=keys.out"], ["\(format)=taken"], [format], ["\(format)=/dev/stdout"],
      ["\(format)=none/keys.out"],
    ] {
      try project.run(["export", "--db", "keys.json", "--verbose", "--format"] + options)
    }
    #expect(project.names.filter { Self.files[$0] == nil } == ["keys.json", "keys.out", "taken"])
    try project.run("export", "--db", "keys.out", "--format", "\(format)=keys.again")
  }

  @Test("neither does a failure: a damaged store, a locked folder, a key as an argument")
  func failures() throws {
    let project = try Project(Self.files)
    try project.write(
      "broken.json", "{\"format\": \"keyferry-keys\", \"version\": 1, \"keys\": [{\"secret\": \"«sk_live:1»\"}]}")
    try project.write("twice.json", "{\"format\": \"keyferry-keys\", \"keys\": \"«sk_live:1»\", \"keys\": «sk_live:2»}")
    for store in ["broken.json", "twice.json"] {
      #expect(try project.run("keys", "list", "--db", store).status == 1)
      #expect(try project.run("plan", "b.env", "--db", store).status == 1)
    }
    #expect(try project.run("explain", Project.key("sk_live:1")).status == 64)
  }

  @Test("neither does the rest of a key that a damaged line has in its name", arguments: ["text", "json"])
  func pieces(format: String) throws {
    let key = Project.key("sk_live:1")
    let name = "STRIPE_TEST_SECRET_KEY" + key.suffix(16)
    let project = try Project([
      ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n\(name)\n\(name)\nSTRIPE_KEY_\(key.suffix(12))=«sk_live:2»\n",
      "a.yml": "stripe\(key.dropFirst(20).prefix(10))SecretKey: «sk_live:3»\n",
      // In the path of a document alone.
      "b.yml": "services: {web\(key.dropFirst(30).prefix(12)): {environment: {STRIPE_SECRET: «sk_live:4»}}}\n",
    ])
    let outcome = try project.run("scan", "--no-env", "--verbose", "--format", format)
    #expect(outcome.output.contains("STRIPE_TEST_SECRET_"))
    // Every run is searched for nine characters of a key in a row; here not even that many show.
    #expect(!outcome.output.contains(key.suffix(9)))
    try project.run(
      "sync", "--no-env", "--db", "k.json", "--include-unmapped", "--on-conflict", "all", "--format", format)
    #expect(!(try project.run("keys", "list", "--db", "k.json").output.contains(key.suffix(9))))
  }

  @Test(
    "neither do names: of settings, of files, of mappings, of stored keys",
    arguments: ["text", "markdown", "html", "json"])
  func names(format: String) throws {
    let mark = "«sk_live:1»"
    let project = try Project([
      "\(Project.key("sk_live:1")).env": "STRIPE_KEY=\(mark)\n", "a.env": "STRIPE_KEY:\(mark)\nSTRIPE_KEY_\(mark)=x\n",
      "a.yml": "STRIPE_\(mark): x\nstripe: {\(mark): {secret_key: \(mark)}}\n\(mark): [STRIPE_KEY:\(mark)]\n",
      "a.json": "{\"STRIPE_KEY \(mark)\": \"\(mark)\", \"STRIPE_SECRET\": {\"\(mark)\": \"\(mark)\"}}",
    ])
    try project.run("scan", "--format", format, environment: ["STRIPE_\(Project.key("sk_live:1"))": mark])
    try project.run("sync", "--db", "k.json", "--format", format, "--include-unmapped", "--on-conflict", "all")
    try project.run("check", "--db", "k.json", "--format", format, "--verbose")
    try project.run("keys", "list", "--db", "k.json", "--format", format)
    try project.run(
      "plan", Project.key("sk_live:1") + ".env", "a.env", "--db", Project.key("sk_live:1") + ".json", "--format", format
    )
  }
}
