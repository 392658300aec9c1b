import KeyFacts
import KeyPlanning

/// What the table of entries says of keyferry's writes.
struct PostgreSQLHistoryEntries {
  /// The oldest first.
  let entries: [HistoryEntry]
  /// What the newest says of its undo: see ``KeptUndo``.
  let revision: String?
  let first: String?
  let last: String?

  static func select(from table: String) -> String {
    """
    SELECT to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), version, command, "user", plan, created,
      updated, removed, keys, revision, first, last, number FROM \(table) ORDER BY number
    """
  }

  /// - Parameter rows: of ``select(from:)``.
  init(_ rows: PostgreSQLResult) throws(DamagedEntry) {
    var entries: [HistoryEntry] = []
    for row in 0..<rows.rowCount {
      do throws(RowDamage) { entries.append(try HistoryEntry(rows, row)) } catch { throw DamagedEntry(number: row + 1) }
    }
    self.entries = entries
    let newest = rows.rowCount - 1
    (revision, first, last) =
      newest < 0
      ? (nil, nil, nil) : (rows.text(newest, 9), rows.text(newest, 10), rows.text(newest, 11))
  }
}

/// An entry that keyferry did not write, counted from 1.
struct DamagedEntry: Error {
  let number: Int
}

extension HistoryEntry {
  /// - Throws: ``RowDamage`` for one that keyferry did not write, and for one that leaves no number for the next.
  fileprivate init(_ rows: PostgreSQLResult, _ row: Int) throws(RowDamage) {
    func text(_ column: Int) throws(RowDamage) -> String {
      guard let text = rows.text(row, column) else { throw RowDamage() }
      return text
    }
    func number(_ column: Int) throws(RowDamage) -> Int {
      guard let number = Int(try text(column)) else { throw RowDamage() }
      return number
    }
    let time = Array(try text(0).utf8).withUnsafeBufferPointer { Timestamp(iso8601: $0) }
    guard let time, try number(12) < .max else { throw RowDamage() }
    try self.init(
      time: time,
      note: WriteNote(
        author: Authorship(version: try text(1), command: try text(2), user: try text(3)), plan: try text(4)),
      counts: ChangeCounts(created: try number(5), updated: try number(6), removed: try number(7)),
      found: try number(8))
  }
}
