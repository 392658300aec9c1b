import Foundation
import TestSupport
import Testing

@Suite("Baseline command") struct BaselineCommandTests {
  private static let wrong = """
    STRIPE_LIVE_SECRET_KEY=«sk_test:1»
    STRIPE_TEST_PUBLIC_KEY=«pk_test:2»

    """

  private static let start = "{\n  \"format\": \"keyferry-baseline\",\n  "

  private func names(_ list: String, _ outcome: Outcome) throws -> [String] {
    try #require(try outcome.report[list] as? [[String: Any]]).compactMap { $0["rule"] as? String }
  }

  private func gone(_ outcome: Outcome) throws -> [String] {
    let baseline = try #require(try outcome.report["baseline"] as? [String: Any])
    return try #require(baseline["gone"] as? [[String: Any]]).compactMap { $0["rule"] as? String }
  }

  @Test("what is known fails no run; what is new does, and what is gone is told")
  func life() throws {
    let project = try Project([".env": Self.wrong])
    #expect(try project.run("scan", "--no-env").status == 3)
    let made = try project.run("baseline", "--no-env")
    #expect(made.status == 0 && made.output.isEmpty)
    #expect(made.errors == "2 findings known from now on, in keyferry.baseline\n")

    let known = try project.run("scan", "--no-env", "--baseline", "keyferry.baseline", "--format", "json")
    #expect(known.status == 0)
    #expect(try names("diagnostics", known) == [])
    #expect(try names("suppressed", known) == ["KF202", "KF201"])
    #expect(try gone(known) == [])

    try project.write(".env", "# moved\n\n" + Self.wrong + "STRIPE_TEST_SECRET_KEY=«sk_live:3»\n")
    let new = try project.run("scan", "--no-env", "--baseline", "keyferry.baseline", "--format", "json")
    #expect(new.status == 3)
    #expect(try names("diagnostics", new) == ["KF202"])
    #expect(try names("suppressed", new) == ["KF202", "KF201"])

    try project.write(".env", "STRIPE_TEST_PUBLIC_KEY=«pk_test:2»\n")
    let less = try project.run("scan", "--no-env", "--baseline", "keyferry.baseline", "--format", "json")
    #expect(less.status == 0)
    #expect(try gone(less) == ["KF202"])
    let text = try project.run("scan", "--no-env", "--baseline", "keyferry.baseline").output
    #expect(text.contains("keyferry.baseline"))
    #expect(try project.run("baseline", "--no-env").errors.hasSuffix("keyferry.baseline; 0 new, 1 gone\n"))
    #expect(try project.text("keyferry.baseline").contains("KF202") == false)
  }

  @Test("the file names rule, file and setting, a line each, and no line number and no value")
  func file() throws {
    let project = try Project([".env": Self.wrong])
    try project.run("baseline", "--no-env")
    let text = try project.text("keyferry.baseline")
    let lines = text.split(separator: "\n").filter { $0.contains("fingerprint") }
    #expect(lines.count == 2)
    #expect(
      lines[0].contains(
        #"{"rule": "KF201", "path": ".env", "setting": "STRIPE_TEST_PUBLIC_KEY", "severity": "warning", "count": 1, "#))
    #expect(!text.contains("_test_") && !text.contains("..."))
    // Nothing to change is nothing to write.
    let before = try FileManager.default.attributesOfItem(atPath: project.url("keyferry.baseline").path)
    #expect(try project.run("baseline", "--no-env").errors.hasSuffix("nothing came or went\n"))
    let after = try FileManager.default.attributesOfItem(atPath: project.url("keyferry.baseline").path)
    #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
  }

  @Test("a known error keeps blocking a sync, and a plan says so")
  func gate() throws {
    let project = try Project([".env": Self.wrong])
    try project.run("baseline", "--no-env", "--db", "keys.json")
    let arguments = ["--no-env", "--db", "keys.json", "--baseline", "keyferry.baseline"]
    let plan = try project.run(["plan"] + arguments)
    #expect(plan.status == 3)
    #expect(plan.output.contains("1 error of KF202 mode-mismatch"))
    #expect(try project.run(["sync"] + arguments).status == 4)
    #expect(!project.names.contains("keys.json"))
    // A check writes nothing, and tells of drift.
    #expect(try project.run(["check"] + arguments).status == 2)
  }

  @Test("errors that guard keys are never known")
  func guards() throws {
    let project = try Project([
      ".env": "STRIPE_PUBLISHABLE_KEY=«sk_live:1»\n", "b.env": "STRIPE_SECRET_KEY=«sk_live:2»\n",
    ])
    try project.write("c.env", "STRIPE_SECRET_KEY=«sk_live:3»\n")
    let made = try project.run("baseline", "--no-env")
    #expect(made.errors.contains("2 errors not among them") || made.errors.contains("errors not among them"))
    let after = try project.run("scan", "--no-env", "--baseline", "keyferry.baseline", "--format", "json")
    #expect(after.status == 3)
    #expect(Set(try names("diagnostics", after)) == ["KF203", "KF302"])
  }

  @Test("nothing is written while a source was not read")
  func unread() throws {
    let project = try Project([".env": Self.wrong, "bad.yml": "STRIPE_KEY: [\n"])
    let made = try project.run("baseline", "--no-env")
    #expect(made.status == 1)
    #expect(made.errors.contains("keyferry.baseline was not written"))
    #expect(!project.names.contains("keyferry.baseline"))
  }

  @Test("what a run did not look at is not gone")
  func scope() throws {
    let project = try Project([".env": Self.wrong, "b/.env": Self.wrong])
    try project.run("baseline", "--db", "keys.json", environment: ["STRIPE_LIVE_SECRET_KEY": "«sk_test:1»"])
    for arguments in [["b"], ["b/.env"]] {
      let outcome = try project.run(
        ["scan", "--no-env", "--baseline", "keyferry.baseline", "--format", "json"] + arguments)
      #expect(outcome.status == 0)
      #expect(try gone(outcome) == [])
    }
    try project.write("b/.env", "STRIPE_SECRET=x\n")
    let outcome = try project.run("scan", "b", "--baseline", "keyferry.baseline", "--format", "json")
    #expect(try gone(outcome) == ["KF201", "KF202"])
  }

  @Test(
    "a file that is none is refused, with its place",
    arguments: [
      ("{}", "b is no baseline: `keyferry baseline` makes one"),
      ("", "b is no baseline: `keyferry baseline` makes one"),
      (
        "{\n  \"format\": \"keyferry-baseline\",\n  \"version\": 2,\n  \"rules\": []\n}\n", "is a baseline of version 2"
      ),
      (
        "{\n  \"format\": \"keyferry-baseline\",\n  \"version\": 1,\n  \"findings\": [\n<<<<<<< ours\n", "b:5: not JSON"
      ),
      ("{\n  \"format\": \"keyferry-baseline\",\n  \"version\": 1\n}\n", "b:1: lacks its version or its findings"),
      (
        "{\"format\": \"keyferry-baseline\", \"version\": 1, \"findings\": [\n{\"rule\": \"KF202\", \"path\": null, "
          + "\"setting\": null, \"severity\": \"error\", \"count\": 1, \"fingerprint\": \"00\"}]}",
        "b:2: the fingerprint is not that of rule, path and setting"
      ),
    ])
  func damaged(text: String, words: String) throws {
    let project = try Project([".env": Self.wrong])
    try project.write("b", text)
    for command in [["scan"], ["plan", "--db", "k.json"], ["check", "--db", "k.json"], ["sync", "--db", "k.json"]] {
      let outcome = try project.run(command + ["--no-env", "--baseline", "b"])
      #expect(outcome.status == 78)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains(words), "\(outcome.errors)")
    }
    #expect(try project.run("scan", "--baseline", "missing").status == 78)
    #expect(try project.run("scan", "--baseline", "").status == 64)
  }

  @Test("no other file is written over")
  func targets() throws {
    let project = try Project([".env": Self.wrong, "notes.json": "{}"])
    for out in [".env", "notes.json", "keys.json", "/nowhere/b", ""] {
      let outcome = try project.run("baseline", "--no-env", "--db", "keys.json", "--out", out)
      #expect(outcome.status != 0, "\(out)")
    }
    #expect(project.names == [".env", "notes.json"])
    #expect(try project.text("notes.json") == "{}")
    // A damaged one is made anew.
    try project.write("keyferry.baseline", "{\n  \"format\": \"keyferry-baseline\",\n<<<<<<<\n")
    #expect(try project.run("baseline", "--no-env").status == 0)
    #expect(try project.run("scan", "--no-env", "--baseline", "keyferry.baseline").status == 0)
  }
}
