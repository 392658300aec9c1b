import Foundation
import KeyFacts
import KeyReports
import Testing

@Suite("SARIF report") struct SARIFReportTests {
  static let renderer = SARIFReportRenderer(rules: SampleReports.pages, version: "1.2.3")

  private func run(_ report: Report) throws -> JSONValue {
    let log = try JSONValue(parsing: Self.renderer.text(of: report))
    #expect(log["$schema"].text == "https://json.schemastore.org/sarif-2.1.0.json")
    #expect(log["version"].text == "2.1.0")
    return try #require(log["runs"].items.first)
  }

  private func report(_ name: String) throws -> Report {
    try #require(GoldenReportTests.reports.first { $0.name == name }).report
  }

  @Test("has what GitHub asks of every result", arguments: GoldenReportTests.reports.map(\.name))
  func results(name: String) throws {
    let report = try report(name)
    let run = try run(report)
    #expect(run["automationDetails"]["id"].text == "keyferry/\(report.command.rawValue)/")
    guard case .array(let results) = run["results"] else {
      Issue.record("results are no array")
      return
    }
    #expect(results.count == report.diagnostics.count + report.suppressed.count)
    let rules = run["tool"]["driver"]["rules"].items
    for result in results {
      guard case .integer(let index) = result["ruleIndex"] else { throw NoNumber() }
      #expect(rules[index]["id"] == result["ruleId"])
      #expect(["note", "warning", "error"].contains(result["level"].text))
      let place = try #require(result["locations"].items.first)["physicalLocation"]
      let uri = try #require(place["artifactLocation"]["uri"].text)
      #expect(!uri.isEmpty && !uri.hasPrefix("/") && !uri.hasPrefix("./") && uri.allSatisfy(\.isASCII))
      let region = ["startLine", "startColumn", "endLine", "endColumn"].map { place["region"][$0] }
      for number in region {
        guard case .integer(let number) = number, number > 0 else { throw NoNumber() }
      }
    }
    let hashes = results.compactMap { $0["partialFingerprints"]["primaryLocationLineHash"].text }
    #expect(Set(hashes).count == results.count)
  }

  private struct NoNumber: Error {}

  @Test("has no empty text and no snippet in it", arguments: GoldenReportTests.reports.map(\.name))
  func texts(name: String) throws {
    func look(_ value: JSONValue) {
      if case .string(let text) = value { #expect(!text.isEmpty) }
      value.items.forEach(look)
      for (name, field) in value.fields {
        #expect(name != "snippet" && name != "contents")
        look(field)
      }
    }
    look(try run(report(name)))
  }

  @Test("tells of a rule what its page says, in the room that GitHub has")
  func rules() throws {
    let rules = try run(SampleReports.empty)["tool"]["driver"]["rules"].items
    #expect(rules.count == SampleReports.pages.count)
    for (rule, page) in zip(rules, SampleReports.pages) {
      #expect(rule["id"].text == page.id.code)
      #expect(rule["name"].text == page.id.name)
      for description in ["shortDescription", "fullDescription"] {
        #expect(try #require(rule[description]["text"].text).utf16.count <= 1024)
      }
      #expect(rule["help"]["markdown"].text?.contains("**What to do.**") == true)
      #expect(rule["help"]["text"].text?.contains(page.remedy) == true)
      #expect(rule["defaultConfiguration"]["level"].text == page.severity.rawValue)
      let score = try #require(rule["properties"]["security-severity"].text.flatMap(Double.init))
      #expect((0.1...10).contains(score))
    }
  }

  @Test(
    "writes paths as relative references that lead back to them",
    arguments: [
      "a b.env", "100%.env", "a:b/.env", "日本/😀.env", "a#b?c", "[x]/{y}", "back\\slash", "quo\"te", "-", "a//b",
    ])
  func uris(path: String) throws {
    let finding = Diagnostic(
      rule: RuleID("KF202", "mode-mismatch"), severity: .error, message: "a finding",
      location: SampleReports.place("dir/" + path, 3, 1))
    let result = try run(Report(command: .scan, diagnostics: [finding]))["results"].items[0]
    let location = result["locations"].items[0]["physicalLocation"]["artifactLocation"]
    let uri = try #require(location["uri"].text)
    #expect(uri.removingPercentEncoding == RepositoryPaths.none.path("dir/" + path))
    #expect(uri.range(of: #"^([A-Za-z0-9._~/!$&'()*+,;=@-]|%[0-9A-F]{2})+$"#, options: .regularExpression) != nil)
  }

  @Test("never calls a run a success that could not do its work, and names what was not read")
  func failed() throws {
    let failed = try run(SampleReports.failed)["invocations"].items[0]
    #expect(failed["executionSuccessful"] == .boolean(false))
    let notes = failed["toolExecutionNotifications"].items
    #expect(notes.map { $0["level"].text } == ["error", "error", "error"])
    #expect(notes[0]["message"]["text"].text?.contains("holds the lock") == true)
    #expect(notes[1]["message"]["text"].text?.hasPrefix("config/broken.yml was not read") == true)
    #expect(try run(SampleReports.inSync)["invocations"].items[0].fields.count == 1)
  }

  @Test("tells what is new from what a baseline knows")
  func baseline() throws {
    let results = try run(SampleReports.known)["results"].items
    let states = results.compactMap { $0["baselineState"].text }
    #expect(states.count { $0 == "new" } == 1)
    #expect(states.count { $0 == "unchanged" } == SampleReports.diagnostics.count)
    for result in results where result["baselineState"].text == "unchanged" {
      #expect(result["suppressions"].items.map { $0["kind"].text } == ["external"])
    }
    #expect(try run(SampleReports.setAside)["results"].items.allSatisfy { $0.fields["baselineState"] == nil })
  }

  @Test("calls no run a success whose exit says otherwise, findings apart")
  func outcomes() throws {
    for (report, words) in [
      (SampleReports.drift, "drift: "), (SampleReports.blocked, "STRIPE_LIVE_SECRET_KEY has 2 different keys"),
      (Report(command: .scan, sources: SampleReports.sources), "config/broken.yml was not read"),
    ] {
      let invocation = try run(report)["invocations"].items[0]
      #expect(invocation["executionSuccessful"] == .boolean(false))
      let note = invocation["toolExecutionNotifications"].items[0]
      #expect(note["level"].text == "error" && note["message"]["text"].text?.contains(words) == true)
    }
    let encrypted = SampleReports.notRead.map { source in
      Diagnostic(
        rule: RuleID("KF102", "encrypted-source"), severity: .note, message: "is encrypted",
        location: SampleReports.place(source.path))
    }
    let report = Report(command: .scan, sources: SampleReports.sources, diagnostics: encrypted)
    let invocation = try run(report)["invocations"].items[0]
    #expect(invocation["executionSuccessful"] == .boolean(true))
    #expect(invocation["toolExecutionNotifications"].items.map { $0["level"].text } == ["warning", "warning"])
  }

  @Test("notes how much nobody looked at")
  func leftOut() throws {
    let report = Report(
      command: .scan, sources: ReportedSources(settings: SampleReports.settings, filesSearched: 14, pathsLeftOut: 3))
    let invocation = try run(report)["invocations"].items[0]
    #expect(invocation["executionSuccessful"] == .boolean(true))
    let notes = invocation["toolExecutionNotifications"].items
    #expect(notes.map { $0["level"].text } == ["note"])
    #expect(notes[0]["message"]["text"].text == "3 left out by exclude")
  }

  @Test("marks what was set aside as suppressed, and nothing else")
  func suppressed() throws {
    let results = try run(SampleReports.setAside)["results"].items
    let kinds = results.flatMap { $0["suppressions"].items }.map { $0["kind"].text }
    #expect(kinds == ["external", "inSource", "external"])
    let report = Report(
      command: .scan, diagnostics: [SampleReports.mismatch],
      suppressed: [SuppressedDiagnostic(SampleReports.diagnostics[0], Suppression(kind: .inline, reason: "ours"))])
    let mixed = try run(report)["results"].items
    #expect(mixed.map { $0["suppressions"].items.count } == [1, 0])
    #expect(mixed.allSatisfy { $0.fields["suppressions"] != nil })
    #expect(try run(SampleReports.scan)["results"].items.allSatisfy { $0.fields["suppressions"] == nil })
  }
}
