import Foundation
import KeyFacts
import KeyReports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("JUnit report") struct JUnitReportTests {
  /// A test case as it was parsed back.
  struct Case {
    let attributes: [String: String]
    /// Names of what stands in it, with their attributes and text.
    var outcomes: [(name: String, attributes: [String: String], text: String)] = []

    var name: String { attributes["name"] ?? "" }
    var result: String { outcomes.first?.name ?? "passed" }
  }

  /// A document, by a strict parser of XML.
  final class Document: NSObject, XMLParserDelegate {
    var suites: [(name: String, attributes: [String: String])] = []
    var cases: [Case] = []
    private var text = ""

    init(_ text: String) throws {
      super.init()
      let parser = XMLParser(data: Data(text.utf8))
      parser.delegate = self
      guard parser.parse() else { throw parser.parserError ?? CocoaError(.coderInvalidValue) }
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      text = ""
      switch name {
      case "testsuites", "testsuite": suites.append((name, attributes))
      case "testcase": cases.append(Case(attributes: attributes))
      default: cases[cases.count - 1].outcomes.append((name, attributes, ""))
      }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      guard !["testsuites", "testsuite", "testcase"].contains(name), let last = cases.indices.last else { return }
      cases[last].outcomes[cases[last].outcomes.count - 1].text = text
    }
  }

  private func document(_ report: Report, failingFrom failing: Severity? = .error) throws -> Document {
    try Document(JUnitReportRenderer(failingFrom: failing).text(of: report))
  }

  @Test("is XML whose counts are those of its test cases", arguments: GoldenReportTests.reports.map(\.name))
  func counts(name: String) throws {
    let report = try #require(GoldenReportTests.reports.first { $0.name == name }).report
    let document = try document(report)
    #expect(document.suites.map(\.name) == ["testsuites", "testsuite"])
    for suite in document.suites {
      for (count, result) in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
        #expect(suite.attributes[count] == "\(document.cases.count { $0.result == result })")
      }
      #expect(suite.attributes["tests"] == "\(document.cases.count)")
    }
    #expect(document.cases.allSatisfy { $0.outcomes.count < 2 && !$0.name.isEmpty && $0.attributes["classname"] != "" })
    let names = document.cases.map { "\($0.attributes["classname"] ?? "") \($0.name)" }
    #expect(Set(names).count == names.count)
  }

  @Test("has a test case for every setting, passing ones too")
  func settings() throws {
    let cases = try document(SampleReports.scan).cases
    for setting in SampleReports.settings {
      let place = "\(setting.location.path): \(setting.name)"
      #expect(cases.contains { $0.name.hasPrefix(place) }, "\(place)")
    }
    let passing = cases.filter { $0.attributes["classname"] == "settings" && $0.result == "passed" }
    #expect(passing.map(\.name).contains(".env: STRIPE_LIVE_SECRET_KEY"))
    #expect(passing.first?.attributes["file"] != nil || passing.count > 1)
  }

  @Test("fails what fails the run, and lets the rest pass with its words", arguments: [Severity.error, .warning, nil])
  func severities(failing: Severity?) throws {
    let cases = try document(SampleReports.scan, failingFrom: failing).cases
    let mismatch = try #require(cases.first { $0.attributes["classname"] == "KF202 mode-mismatch" })
    let deprecated = try #require(cases.first { $0.attributes["classname"]?.hasPrefix("KF201") == true })
    #expect(mismatch.result == (failing == nil ? "system-out" : "failure"))
    #expect(deprecated.result == (failing == .warning ? "failure" : "system-out"))
    #expect(deprecated.outcomes[0].text.contains("is deprecated since dj-stripe 2.5.0"))
    #expect(mismatch.attributes["file"] == ".env" && mismatch.attributes["line"] == "9")
  }

  @Test("calls an error what could not be looked at")
  func errors() throws {
    let cases = try document(SampleReports.failed).cases
    #expect(cases[0].result == "error")
    #expect(cases[0].outcomes[0].attributes["message"]?.contains("holds the lock") == true)
    #expect(cases.filter { $0.attributes["classname"] == "sources" }.map(\.result) == ["error", "error"])
    let unreadable = Diagnostic(
      rule: RuleID("KF101", "unreadable-source"), severity: .error, message: "cannot read config/broken.yml",
      location: SampleReports.place("config/broken.yml", 3, 5, .yaml))
    let told = try document(Report(command: .scan, sources: SampleReports.sources, diagnostics: [unreadable])).cases
    #expect(told.filter { $0.result == "error" }.map(\.name) == ["run/app.sock", "config/broken.yml"])
  }

  @Test("skips what was set aside, and what lies elsewhere")
  func skipped() throws {
    let cases = try document(SampleReports.setAside).cases
    #expect(cases.count { $0.result == "skipped" && $0.attributes["classname"]?.hasPrefix("KF") == true } == 3)
    let elsewhere = cases.first { $0.name == "docker-compose.yml: STRIPE_SECRET_KEY" }
    #expect(elsewhere?.result == "skipped")
  }

  @Test("skips keys of a lock that nobody could look at, and a run that came to no answer")
  func outOfReach() throws {
    let finding = Diagnostic(
      rule: RuleID("KF604", "locked-key-out-of-reach"), severity: .note, message: "lists a key that is not here",
      location: SampleReports.place("keyferry.lock", 6), setting: "STRIPE_LIVE_SECRET_KEY")
    let cases = try document(Report(command: .check, diagnostics: [finding], verdict: .incomplete)).cases
    #expect(cases.map(\.result) == ["skipped", "skipped"])
  }

  @Test("says drift and a refusal to be failures")
  func outcomes() throws {
    #expect(try document(SampleReports.blocked).cases[0].outcomes[0].attributes["type"] == "blocked")
    let drift = Report(
      command: .check, sources: SampleReports.sources,
      plan: ReportedPlan(store: SampleReports.store, changes: SampleReports.changes))
    #expect(try document(drift).cases[0].outcomes[0].attributes["type"] == "drift")
    #expect(try document(SampleReports.inSync).cases[0].result == "system-out")
  }

  @Test("gives every name back as it was, but for what XML can't hold")
  func names() throws {
    let names = SampleReports.hostileNames + ["]]>", "&#0;", "a&amp;b", "nonchar\u{FFFE}", "😀", "<!--", "' \" '"]
    let found = try document(SampleReports.hostile(names)).cases.map(\.name)
    for name in names {
      let shown = name.printable.replacing("\u{FFFE}", with: "\\u{FFFE}")
      #expect(found.contains("dir/\(shown): \(shown)"), "\(shown)")
    }
  }
}
