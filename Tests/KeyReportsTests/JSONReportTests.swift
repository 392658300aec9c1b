import Foundation
import KeyFacts
import KeyReports
import Testing

@Suite("JSON report") struct JSONReportTests {
  static let schema = repository.appending(path: "docs/report.schema.json")

  @Test("is valid by its schema", arguments: GoldenReportTests.reports.map(\.name))
  func valid(name: String) throws {
    let report = try #require(GoldenReportTests.reports.first { $0.name == name }).report
    let schema = try JSONSchema(String(contentsOf: Self.schema, encoding: .utf8))
    let document = try JSONValue(parsing: JSONReportRenderer().text(of: report))
    #expect(schema.complaints(about: document) == [])
  }

  @Test(
    "is held to its schema: a wrong document is complained of",
    arguments: [
      ("\"version\": 1", "\"version\": 2"), ("\"command\": \"plan\"", "\"command\": \"guess\""),
      ("\"applied\": false", "\"applied\": 0"), ("\"plan_id\": \"", "\"plan_id\": \"x"),
      ("\"backup\": null,", ""), ("\"backup\"", "\"secret\""), ("\"line\": 3", "\"line\": 0"),
      ("\"state\": \"new\"", "\"state\": 3"), ("\"livemode\": true", "\"livemode\": \"true\""),
    ])
  func invalid(part: String, replacement: String) throws {
    let schema = try JSONSchema(String(contentsOf: Self.schema, encoding: .utf8))
    let text = try JSONReportRenderer().text(of: SampleReports.plan)
    let spoilt = text.replacing(part, with: replacement, maxReplacements: 1)
    #expect(spoilt != text)
    #expect(!schema.complaints(about: try JSONValue(parsing: spoilt)).isEmpty)
  }

  @Test("lists every enumeration that the code knows in its schema")
  func enumerations() throws {
    let schema = try JSONValue(parsing: String(contentsOf: Self.schema, encoding: .utf8))
    func names(_ path: String...) -> Set<String> {
      Set(path.reduce(schema) { $0[$1] }["enum"].items.compactMap(\.text))
    }
    let setting = schema["properties"]["settings"]["items"]["properties"]
    #expect(Set(setting["value_kind"]["enum"].items.compactMap(\.text)) == Set(ValueKind.allCases.map(\.rawValue)))
    #expect(
      names("properties", "suppressed", "items", "properties", "suppression", "properties", "kind")
        == Set(Suppression.Kind.allCases.map(\.rawValue)))
    #expect(names("properties", "command") == Set(ReportCommand.allCases.map(\.rawValue)))
    #expect(names("properties", "summary", "properties", "verdict") == Set(Verdict.allCases.map(\.rawValue)))
    #expect(names("properties", "keys", "items", "properties", "state") == Set(KeyState.allCases.map(\.rawValue)))
    #expect(
      names("properties", "changes", "items", "properties", "action") == Set(ChangeAction.allCases.map(\.rawValue)))
    #expect(names("$defs", "kind") == Set(SourceKind.allCases.map(\.rawValue)))
    #expect(names("$defs", "type") == Set(KeyType.allCases.map(\.rawValue)))
  }

  @Test("gives every name back as it was")
  func names() throws {
    let document = try JSONValue(parsing: JSONReportRenderer().text(of: SampleReports.hostile))
    let names = document["settings"].items.compactMap(\.["name"].text)
    #expect(Set(names) == Set(SampleReports.hostileNames))
  }

  @Test("holds no character that a terminal acts on")
  func harmless() throws {
    let text = try JSONReportRenderer().text(of: SampleReports.hostile)
    #expect(text.lines.allSatisfy { line in !line.unicodeScalars.contains(where: \.isHiddenOnTerminal) })
  }

  @Test("lists the rows of a database")
  func table() throws {
    let text = try JSONReportRenderer().text(of: SampleReports.table)
    try compare("keys.json", with: text)
    let rows = try JSONValue(parsing: text)["keys"].items
    #expect(rows.count == 3)
  }
}
