import Foundation
import TestSupport
import Testing

/// Reports for the places where code is hosted and tested.
@Suite("Host reports") struct HostReportTests {
  static let wrong = """
    STRIPE_LIVE_SECRET_KEY=«sk_test:1»
    STRIPE_TEST_PUBLIC_KEY=«sk_test:2»
    SHOP_STRIPE_SECRET_KEY=your-key-here

    """

  private func issues(_ outcome: Outcome) throws -> [[String: Any]] {
    try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
  }

  private func fingerprints(_ outcome: Outcome) throws -> Set<String> {
    Set(try issues(outcome).compactMap { $0["fingerprint"] as? String })
  }

  @Test("GitLab's fingerprints stay when lines move, and when the run starts elsewhere")
  func fingerprints() throws {
    let project = try Project([".env": Self.wrong, "web/.env": Self.wrong])
    let before = try project.run("scan", "--no-env", "--format", "gitlab")
    let known = try fingerprints(before)
    #expect(known.count == (try issues(before).count))
    #expect(known.count > 6)
    let lines = Self.wrong.split(separator: "\n")
    try project.write(".env", "# moved\n\n" + lines.reversed().joined(separator: "\n#\n") + "\nSTRIPE_X=1\n")
    #expect(try fingerprints(project.run("scan", "--no-env", "--format", "gitlab")) == known)
    for sources in [["./.env", "web"], [".env", "web/../web/.env"], [project.folder.resolvingSymlinksInPath().path]] {
      #expect(try fingerprints(project.run(["scan", "--no-env", "--format", "gitlab"] + sources)) == known)
    }
    try project.write("web/.env", Self.wrong + "STRIPE_SECRET_KEY=«pk_live:3»\n")
    let grown = try fingerprints(project.run("scan", "--no-env", "--format", "gitlab"))
    #expect(grown.isSuperset(of: known) && grown.count > known.count)
  }

  @Test("paths are those of the repository, from a folder below its root, too")
  func paths() throws {
    let project = try Project(["backend/.env": Self.wrong, "manage.py": ""])
    try FileManager.default.createDirectory(at: project.url(".git"), withIntermediateDirectories: true)
    let outcome = try project.shell("cd backend && STRIPE_TEST_SECRET_KEY=oops keyferry scan --format gitlab")
    let paths = try issues(outcome).compactMap { ($0["location"] as? [String: Any])?["path"] as? String }
    #expect(Set(paths) == ["backend/.env", "manage.py"])
  }

  @Test("--github annotates on standard error, on GitHub Actions alone")
  func annotations() throws {
    let project = try Project([".env": Self.wrong])
    let arguments = ["scan", "--no-env", "--github"]
    let there = try project.run(arguments, environment: ["GITHUB_ACTIONS": "true"])
    let commands = there.errors.split(separator: "\n").filter { $0.hasPrefix("::") }
    #expect(commands.first?.hasPrefix("::error file=.env,line=1,endLine=1,col=24,title=KF202 mode-mismatch::") == true)
    #expect(!there.output.contains("::error"))
    for environment in [[:], ["GITHUB_ACTIONS": "false"]] {
      let here = try project.run(arguments, environment: environment)
      #expect(!here.errors.contains("::"))
      #expect(here.output == there.output)
      #expect(here.status == there.status)
    }
    #expect(!(try project.run("scan", "--no-env", environment: ["GITHUB_ACTIONS": "true"]).errors.contains("::error")))
  }

  @Test("--github adds the report to the step's summary, after what other commands wrote there")
  func summary() throws {
    let project = try Project([".env": Self.wrong, "summary.md": "<b>before"])
    let environment = ["GITHUB_STEP_SUMMARY": project.url("summary.md").path]
    try project.run("scan", "--no-env", environment: environment)
    #expect(try project.text("summary.md") == "<b>before")
    let alone = try project.run("scan", "--no-env", "--format", "markdown").output
    let outcome = try project.run("scan", "--no-env", "--github", environment: environment)
    #expect(outcome.status == 3)
    #expect(try project.text("summary.md") == "<b>before\n\n" + alone)
    try project.run("scan", "--no-env", "--github", environment: environment)
    #expect(try project.text("summary.md") == "<b>before\n\n\(alone)\n\(alone)")
    try project.run("scan", "--no-env", "--github", environment: ["GITHUB_STEP_SUMMARY": "new.md"])
    #expect(try project.text("new.md") == alone)
    try project.run("scan", "--no-env", "--github", environment: ["GITHUB_STEP_SUMMARY": ""])
  }

  @Test("a summary that does not arrive is told, with 1, and holds nothing up")
  func noSummary() throws {
    let project = try Project([".env": Self.wrong, "full.md": String(repeating: "x", count: 1 << 20)])
    try project.write("keys.env", "STRIPE_LIVE_SECRET_KEY=«sk_live:9»\n")
    #expect(mkfifo(project.url("pipe").path, 0o600) == 0)
    for (path, reason) in [
      (".", "Is a directory"), ("none/summary.md", "No such file or directory"), ("full.md", "File too large"),
      ("keys.env", "it holds keys or is a database"), ("pipe", "it is no file"),
    ] {
      let before = path.contains(".") ? project.bytes(path) : nil
      let outcome = try project.run(
        "scan", ".env", "--no-env", "--github", environment: ["GITHUB_STEP_SUMMARY": path])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("\(path): \(reason)\n"), "\(outcome.errors)")
      #expect(outcome.output.contains("findings: "))
      #expect(path == "pipe" || project.bytes(path) == before)
    }
  }

  @Test("a summary stays under what GitHub shows, whatever stands there already") func fullSummary() throws {
    let lines = (0..<4000).map { "SHOP_\($0)_STRIPE_SECRET_KEY=your-key-here-\($0)\n" }
    let project = try Project([
      ".env": lines.joined(), "summary.md": String(repeating: "x", count: (1 << 20) - 20_000),
    ])
    let outcome = try project.run("scan", "--no-env", "--github", environment: ["GITHUB_STEP_SUMMARY": "summary.md"])
    #expect(outcome.status != 1)
    let text = try project.text("summary.md")
    #expect(text.utf8.count <= 1 << 20)
    #expect(text.contains("more findings\n"))
  }

  @Test("formats of reports are none of lists and pages") func documents() throws {
    let project = try Project()
    for command in [["rules"], ["explain", "KF202"], ["keys", "list"]] {
      let outcome = try project.run(command + ["--format", "gitlab"])
      #expect(outcome.status == 64)
      #expect(outcome.errors == "error: --format takes text, markdown or json here, each with =PATH or without\n")
    }
  }
}
