import Foundation
import KeyFacts
import KeyReports
import Testing

@Suite("Golden reports") struct GoldenReportTests {
  static let reports: [(name: String, report: Report)] = [
    ("scan", SampleReports.scan), ("plan", SampleReports.plan), ("empty", SampleReports.empty),
    ("in-sync", SampleReports.inSync), ("done", SampleReports.done), ("failed", SampleReports.failed),
    ("blocked", SampleReports.blocked), ("hostile", SampleReports.hostile),
    ("known", SampleReports.known),
    ("set-aside", SampleReports.setAside),
  ]

  static let layouts: [(suffix: String, options: TextOptions)] = [
    (".txt", TextOptions()), (".40.txt", TextOptions(width: 40)), (".120.txt", TextOptions(width: 120)),
    (".color.txt", TextOptions(color: true)), (".quiet.txt", TextOptions(verbosity: .quiet)),
    (".verbose.txt", TextOptions(verbosity: .verbose)),
  ]

  @Test("as text", arguments: reports.map(\.name), layouts.map(\.suffix))
  func text(name: String, suffix: String) throws {
    let layout = try #require(Self.layouts.first { $0.suffix == suffix })
    try compare(name + suffix, with: TextReportRenderer(options: layout.options).text(of: report(name)))
  }

  @Test("as Markdown", arguments: reports.map(\.name))
  func markdown(name: String) throws {
    try compare(name + ".md", with: MarkdownReportRenderer().text(of: report(name)))
  }

  @Test("as a page", arguments: reports.map(\.name) + ["many"])
  func html(name: String) throws {
    try compare(name + ".html", with: HTMLReportRenderer(rules: SampleReports.rules).text(of: report(name)))
  }

  @Test("as JSON", arguments: reports.map(\.name))
  func json(name: String) throws {
    try compare(name + ".json", with: JSONReportRenderer().text(of: report(name)))
  }

  static let formats: [(suffix: String, renderer: any ReportRenderer)] = [
    (".gitlab.json", GitLabReportRenderer()), (".github.txt", GitHubAnnotations()),
    (".sarif", SARIFReportTests.renderer), (".junit.xml", JUnitReportRenderer()),
  ]

  @Test("as a host's or a CI system's readers take it", arguments: reports.map(\.name), formats.map(\.suffix))
  func hosts(name: String, suffix: String) throws {
    let format = try #require(Self.formats.first { $0.suffix == suffix })
    try compare(name + suffix, with: format.renderer.text(of: report(name)))
  }

  private func report(_ name: String) throws -> Report {
    if name == "many" { return SampleReports.many }
    return try #require(Self.reports.first { $0.name == name }).report
  }
}

/// Compares with a file of `fixtures/reports`, or writes it when KEYFERRY_UPDATE_GOLDEN is 1.
func compare(_ name: String, with text: String) throws {
  let file = repository.appending(path: "fixtures/reports/\(name)")
  if ProcessInfo.processInfo.environment["KEYFERRY_UPDATE_GOLDEN"] == "1" {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  let golden = try String(contentsOf: file, encoding: .utf8)
  #expect(golden == text, "\(name) differs; look at it, and run again with KEYFERRY_UPDATE_GOLDEN=1 when it is right")
}

let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
