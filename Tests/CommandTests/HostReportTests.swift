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

  @Test("formats of reports are none of lists and pages") func documents() throws {
    let project = try Project()
    for command in [["rules"], ["explain", "KF202"], ["keys", "list"]] {
      let outcome = try project.run(command + ["--format", "gitlab"])
      #expect(outcome.status == 64)
      #expect(outcome.errors == "error: --format takes text, markdown or json here, each with =PATH or without\n")
    }
  }
}
