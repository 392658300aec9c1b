import KeyFacts
import KeyPlanning

extension SQLiteHistory {
  /// What there is of the tables, and what the entries say.
  struct Contents {
    fileprivate(set) var hasEntries = false
    fileprivate(set) var hasPrevious = false
    /// Why neither table may be used, in a message's style.
    fileprivate(set) var hindrance: String?
    /// The oldest first; none where they may not be used.
    fileprivate(set) var entries: [HistoryEntry] = []
    /// What the newest entry says of its undo: see ``KeptUndo``.
    fileprivate(set) var revision: String?
    fileprivate(set) var first: String?
    fileprivate(set) var last: String?
  }

  func contents(_ connection: SQLiteConnection) throws(SQLiteFailure) -> Contents {
    let tables = try tables(connection)
    guard tables.hasEntries, tables.hindrance == nil else { return tables }
    var found = tables
    let row = try SQLiteStatement(
      connection.handle,
      """
      SELECT time, version, command, user, plan, created, updated, removed, keys, revision, first, last, number
      FROM \(entries) ORDER BY number
      """)
    while try row.step() {
      do throws(RowDamage) {
        found.entries.append(try HistoryEntry(row))
      } catch {
        var damaged = tables
        damaged.hindrance = HistoryDamage.entry(found.entries.count + 1, in: entries, beside: previous)
        return damaged
      }
      found.revision = row.isText(9) ? row.text(9) : nil
      found.first = row.isText(10) ? row.text(10) : nil
      found.last = row.isText(11) ? row.text(11) : nil
    }
    return found
  }

  /// Names are looked for as SQLite compares them. What else hangs on the tables, such as a trigger, would write on its
  /// own, or refuse what is written.
  private func tables(_ connection: SQLiteConnection) throws(SQLiteFailure) -> Contents {
    let row = try SQLiteStatement(
      connection.handle,
      """
      SELECT name, type, sql, lower(tbl_name) FROM sqlite_schema
      WHERE name = '\(entries)' COLLATE NOCASE OR name = '\(previous)' COLLATE NOCASE
        OR tbl_name = '\(entries)' COLLATE NOCASE OR tbl_name = '\(previous)' COLLATE NOCASE
      """)
    var found = Contents()
    var foreign: String?
    while try row.step() {
      let isTable = row.text(1) == "table"
      if isTable, row.text(0) == entries, row.text(2) == statement {
        found.hasEntries = true
      } else if isTable, row.text(0) == previous {
        found.hasPrevious = true
      } else {
        foreign = row.text(3) == previous ? previous : entries
      }
    }
    if found.hasPrevious, try !isCopy(connection) { foreign = previous }
    if let foreign {
      found.hindrance = "the table \(foreign) is not as keyferry makes it"
    } else if found.hasPrevious, !found.hasEntries {
      found.hindrance = "there is a table \(previous), and no \(entries) that tells of it"
    }
    return found
  }

  /// Whether the table of rows as they were has the columns of keys; a migration may since have added some to these.
  private func isCopy(_ connection: SQLiteConnection) throws(SQLiteFailure) -> Bool {
    let row = try SQLiteStatement(connection.handle, "PRAGMA table_xinfo(\(previous))")
    var names: Set<String> = []
    while try row.step() { names.insert(row.text(1)) }
    return names.isSuperset(of: known)
  }
}

extension HistoryEntry {
  /// - Throws: ``RowDamage`` for one that keyferry did not write, and for one that leaves no number for the next.
  fileprivate init(_ row: borrowing SQLiteStatement) throws(RowDamage) {
    let isWhole = (0...4).allSatisfy { row.isText($0) } && (5...8).allSatisfy { row.isInteger($0) }
    guard isWhole, let time = Timestamp(iso8601: row.bytes(0)), row.integer(12) < .max else { throw RowDamage() }
    try self.init(
      time: time,
      note: WriteNote(
        author: Authorship(version: row.text(1), command: row.text(2), user: row.text(3)), plan: row.text(4)),
      counts: ChangeCounts(created: row.integer(5), updated: row.integer(6), removed: row.integer(7)),
      found: row.integer(8))
  }
}
