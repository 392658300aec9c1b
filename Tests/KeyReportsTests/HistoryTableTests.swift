import Foundation
import KeyFacts
import KeyReports
import Testing

@Suite("History table") struct HistoryTableTests {
  private static let entries = [
    HistoryTable.Entry(
      time: "2026-11-25T07:06:43Z", version: "0.1.0", command: "sync --prune", user: "root, by sudo from al|ice\u{1B}",
      plan: "0123456789ab", created: 1_000_000, updated: 2, removed: 1, keys: 1_000_001),
    HistoryTable.Entry(
      time: "2026-11-24T07:06:43Z", version: "0.1.0", command: "sync", user: "alice", plan: "ba9876543210", created: 2,
      updated: 0, removed: 0, keys: 2),
  ]
  private static let plain = HistoryTable.Entry(
    time: "2026-11-25T07:06:43Z", version: "0.1.0", command: "sync --prune", user: "root", plan: "0123456789ab",
    created: 1, updated: 0, removed: 1, keys: 2)
  private static let table = HistoryTable(store: "keys.sqlite", entries: entries, undo: .open)

  private func text(_ body: (ByteSink) throws -> Void) throws -> String {
    var bytes: [UInt8] = []
    try body { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("has a line an entry, and says whether the newest can be undone", arguments: [40, 80, 200])
  func lines(width: Int) throws {
    let shown = try text { try TextReportRenderer(options: TextOptions(width: width)).render(Self.table, to: $0) }
    #expect(shown.split(separator: "\n").allSatisfy { $0.count <= width })
    #expect(!shown.contains("\u{1B}"))
    if width == 200 {
      #expect(shown.contains("sync --prune  root, by sudo from al|ice"))
      #expect(shown.contains("-1 +1,000,000 ~2  1,000,001  0123456789ab  0.1.0"))
      #expect(shown.hasSuffix("2 changes of keys.sqlite; the newest can be undone\n"))
    }
  }

  @Test("has titles where its lines fit, as they do in 80 columns")
  func titles() throws {
    let table = HistoryTable(store: "k.json", entries: [Self.plain], undo: .open)
    let shown = try text { try TextReportRenderer(options: TextOptions(width: 80)).render(table, to: $0) }
    #expect(shown.split(separator: "\n").count == 3)
    #expect(shown.hasPrefix("time "))
  }

  @Test("in Markdown has a row an entry, whose cells break no table")
  func markdown() throws {
    let shown = try text { try MarkdownReportRenderer().render(Self.table, to: $0) }
    let rows = shown.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 4)
    #expect(!shown.contains("\u{1B}"))
    #expect(rows[2].replacing("\\|", with: "").count { $0 == "|" } == rows[0].count { $0 == "|" })
  }

  @Test("in JSON is valid by its schema, with entries and without")
  func json() throws {
    let schema = try JSONSchema(
      String(contentsOf: repository.appending(path: "docs/history.schema.json"), encoding: .utf8))
    for table in [
      Self.table, HistoryTable(store: "k.json", entries: [], undo: .notKept),
      HistoryTable(store: "k.json", entries: [], undo: .notKept, hindrance: "this user may not read it"),
    ] {
      let shown = try text { try JSONReportRenderer().render(table, to: $0) }
      #expect(schema.complaints(about: try JSONValue(parsing: shown)) == [])
    }
    let wrong = try text { try JSONReportRenderer().render(Self.table, to: $0) }.replacing("0123456789ab", with: "x")
    #expect(!schema.complaints(about: try JSONValue(parsing: wrong)).isEmpty)
  }
}
