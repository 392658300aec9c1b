import KeyFacts
import KeyReports
import Testing

@Suite("GitLab report") struct GitLabReportTests {
  private func issues(_ report: Report) throws -> [JSONValue] {
    try JSONValue(parsing: GitLabReportRenderer().text(of: report)).items
  }

  @Test("has what GitLab reads of every finding, and nothing else", arguments: GoldenReportTests.reports.map(\.name))
  func fields(name: String) throws {
    let report = try #require(GoldenReportTests.reports.first { $0.name == name }).report
    let issues = try issues(report)
    #expect(
      issues.count == report.diagnostics.count + ([.failed, .blocked, .drift].contains(report.summary.verdict) ? 1 : 0))
    for issue in issues {
      #expect(Set(issue.fields.keys) == ["description", "check_name", "fingerprint", "severity", "location"])
      #expect(issue["description"].text?.isEmpty == false)
      let severity = try #require(issue["severity"].text)
      #expect(["info", "minor", "major", "critical", "blocker"].contains(severity))
      let path = try #require(issue["location"]["path"].text)
      #expect(!path.isEmpty && !path.hasPrefix("./") && !path.hasPrefix("/"))
      guard case .integer(let line) = issue["location"]["lines"]["begin"] else {
        Issue.record("no line")
        continue
      }
      #expect(line > 0)
    }
    #expect(Set(issues.map { $0["fingerprint"].text }).count == issues.count)
  }

  @Test("tells findings of one identity apart, in their order")
  func repeated() throws {
    let findings = [3, 9, 12].map {
      Diagnostic(
        rule: RuleID("KF106", "repeated-setting"), severity: .warning, message: "is set again below",
        location: SampleReports.place(".env", $0, 5), setting: "STRIPE_KEY")
    }
    let fingerprints = try issues(Report(command: .scan, diagnostics: findings)).compactMap(\.["fingerprint"].text)
    #expect(fingerprints.map { $0.suffix(2) } == [":1", ":2", ":3"])
    #expect(Set(fingerprints.map { $0.dropLast(2) }).count == 1)
  }

  @Test("points at the line that has the setting where a finding is about no file, and says where it is")
  func anchors() throws {
    let environment = Diagnostic(
      rule: RuleID("KF202", "mode-mismatch"), severity: .error, message: "STRIPE_SECRET_KEY holds a test key",
      location: SampleReports.place("environment", nil, nil, .environment), setting: "STRIPE_SECRET_KEY")
    let elsewhere = Diagnostic(
      rule: RuleID("KF107", "secret-file-readable-by-others"), severity: .warning, message: "holds a secret",
      location: SampleReports.place("/etc/shop.env"))
    let report = Report(
      command: .scan, sources: SampleReports.sources, diagnostics: [environment, elsewhere],
      repository: RepositoryPaths(directory: "/builds/shop", landmark: SampleReports.place("manage.py", 1)))
    let places = try issues(report).map { ($0["location"]["path"].text, $0["location"]["lines"]["begin"]) }
    #expect(places.map(\.0) == ["docker-compose.yml", "manage.py"])
    #expect(places.map(\.1) == [.integer(12), .integer(1)])
    let words = try issues(report).compactMap(\.["description"].text)
    #expect(words == ["environment: STRIPE_SECRET_KEY holds a test key", "/etc/shop.env: holds a secret"])
  }

  @Test("never calls a run clean that could not do its work")
  func failed() throws {
    let issues = try issues(SampleReports.failed)
    #expect(issues.first?["severity"].text == "blocker")
    #expect(issues.first?["description"].text?.contains("holds the lock") == true)
    let blocked = try #require(try self.issues(SampleReports.blocked).first)
    #expect(blocked["severity"].text == "blocker")
    #expect(blocked["description"].text?.contains("STRIPE_LIVE_SECRET_KEY has 2 different keys; the last") == true)
    let drift = try self.issues(SampleReports.drift)
    #expect(drift.count == 1 && drift[0]["description"].text?.hasPrefix("drift: ") == true)
  }
}
