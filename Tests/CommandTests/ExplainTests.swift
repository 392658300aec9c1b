import Foundation
import TestSupport
import Testing

@Suite("Explaining a setting") struct ExplainTests {
  private let files = [
    ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nPAYMENTS=«sk_test:2»\nSTRIPE_LIVE_MODE=False\n",
    ".env.example": "STRIPE_LIVE_SECRET_KEY=sk_live_your_key\n",
    "app/settings.py": """
    STRIPE_TEST_SECRET_KEY = config("PAYMENTS")
    STRIPE_LIVE_SECRET_KEY = os.environ["STRIPE_LIVE_SECRET_KEY"]
    STRIPE_SECRET_KEY = STRIPE_LIVE_SECRET_KEY if LIVE else STRIPE_TEST_SECRET_KEY
    STRIPE_LIVE_MODE = os.getenv("STRIPE_LIVE_MODE", "")
    STRIPE_RESTRICTED_KEY = get("x")
    """,
    "c.yml": "STRIPE_LIVE_SECRET_KEY: «sk_live:3»\n",
  ]

  private func story(_ project: Project, _ arguments: String...) throws -> [String: Any] {
    let outcome = try project.run(["explain"] + arguments + ["--format", "json"])
    #expect(outcome.status == 0)
    return try outcome.report
  }

  private func places(_ story: [String: Any]) throws -> [String] {
    try #require(story["places"] as? [[String: Any]]).map { place in
      let source = place["source"] as? [String: Any]
      return "\(source?["path"] ?? ""):\(source?["line"] ?? "") \(place["name"] ?? "") \(place["standing"] ?? "")"
    }
  }

  @Test("lists every place in rank order, and says which one counts")
  func places() throws {
    let story = try story(try Project(files), "STRIPE_LIVE_SECRET_KEY")
    #expect(
      try places(story) == [
        ".env:1 STRIPE_LIVE_SECRET_KEY counts", ".env.example:1 STRIPE_LIVE_SECRET_KEY example",
        "c.yml:1 STRIPE_LIVE_SECRET_KEY other", "app/settings.py:2 STRIPE_LIVE_SECRET_KEY same",
        "app/settings.py:3 STRIPE_SECRET_KEY same",
      ])
    #expect((story["verdict"] as? String)?.contains("2 different keys") == true)
    #expect(story["database"] is NSNull)
  }

  @Test("follows a settings module to the name that it reads")
  func renamed() throws {
    let story = try story(try Project(files), "STRIPE_TEST_SECRET_KEY")
    #expect(try places(story).contains(".env:2 PAYMENTS counts"))
    let modules = try #require(story["places"] as? [[String: Any]]).compactMap { $0["module"] as? String }
    #expect(modules.contains("reads PAYMENTS from the environment, found at .env:2"))
    #expect(modules.contains("a settings module reads it as STRIPE_TEST_SECRET_KEY"))
    #expect((story["verdict"] as? String)?.hasPrefix(".env:2: every place") == true)
  }

  @Test("tells what each loader of a .env file reads, where they differ")
  func loaders() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»  # old\n"])
    let places = try #require(try story(project, "STRIPE_LIVE_SECRET_KEY")["places"] as? [[String: Any]])
    let views = try #require(places.first?["loaders"] as? [[String: Any]])
    let loaders = Set(views.flatMap { $0["loaders"] as? [String] ?? [] })
    #expect(views.count > 1 && loaders.isSuperset(of: ["python-dotenv", "decouple"]))
  }

  @Test("takes the order of the sources given")
  func order() throws {
    let story = try story(try Project(files), "STRIPE_LIVE_SECRET_KEY", "c.yml", ".env")
    #expect(try places(story).first == "c.yml:1 STRIPE_LIVE_SECRET_KEY counts")
    #expect((story["verdict"] as? String)?.contains("in the order of the sources given") == true)
  }

  @Test("tells what the database holds, where one is named or lies here", arguments: [["--db", "k.json"], []])
  func database(option: [String]) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run(["sync"] + option)
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n")
    let outcome = try project.run(["explain", "STRIPE_LIVE_SECRET_KEY", "--format", "json"] + option)
    let keys = (try outcome.report["database"] as? [String: Any])?["keys"] as? [[String: Any]]
    #expect(keys?.map { $0["is_set"] as? Bool } == [false])
  }

  @Test("what is not there, computed or elsewhere is said to be")
  func absence() throws {
    let project = try Project(files)
    #expect(try project.run("explain", "STRIPE_LIVE_PUBLIC_KEY").output.contains("no source that was read mentions it"))
    #expect(try project.run("explain", "STRIPE_RESTRICTED_KEY").output.contains("its value lies elsewhere"))
    #expect(try project.run("explain", "STRIPE_LIVE_MODE").output.contains("stays a text"))
  }

  @Test(
    "refuses what is neither a rule nor a setting, and never repeats it",
    arguments: [["KF999"], ["no-such-rule"], ["nothing_known"], [""], ["KF202", ".env"], ["STRIPE KEY"]])
  func refused(arguments: [String]) throws {
    let outcome = try Project(files).run(["explain"] + arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
  }

  @Test("an unreadable source or database is never exit 0")
  func failures() throws {
    let project = try Project(files)
    #expect(try project.run("explain", "STRIPE_LIVE_SECRET_KEY", "missing.env").status == 1)
    try project.write("bad.json", "{}")
    #expect(try project.run("explain", "STRIPE_LIVE_SECRET_KEY", ".env", "--db", "bad.json").status == 1)
  }

  @Test("shows no key in any format, and fits a narrow terminal", arguments: ["text", "markdown", "json"])
  func formats(format: String) throws {
    let project = try Project(files)
    try project.run("sync", "--db", "k.json", "--on-conflict", "all")
    for name in ["STRIPE_LIVE_SECRET_KEY", "STRIPE_SECRET_KEY", "PAYMENTS"] {
      let outcome = try project.run(
        ["explain", name, "--db", "k.json", "--format", format], environment: ["COLUMNS": "40"])
      #expect(outcome.status == 0 && outcome.output.contains("sk_"))
    }
  }
}
