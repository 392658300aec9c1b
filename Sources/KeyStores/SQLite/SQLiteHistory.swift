import KeyFacts
import KeyPlanning
@_spi(Reveal) import KeySecrets

/// What an SQLite database remembers of keyferry's writes, in two tables beside that of the keys: one of entries, and
/// one with the rows as they were before the last write, which is there only while it has some.
///
/// - SeeAlso: `docs/decisions/history.md`.
struct SQLiteHistory {
  /// The table of the keys.
  let keys: String
  let entries: String
  let previous: String
  /// The column by which a row of the keys is known again.
  let identity: String

  static let own = SQLiteHistory(keys: "keys", entries: "history", previous: "undo", identity: "secret")
  static let djStripe = SQLiteHistory(
    keys: DjStripeTables.keys, entries: "keyferry_history", previous: "keyferry_undo",
    identity: DjStripeField.number.column)

  private var isNumbered: Bool { identity == DjStripeField.number.column }

  /// Not STRICT: Django's file is opened by SQLite of any age.
  private var statement: String {
    """
    CREATE TABLE \(entries) (
      number INTEGER NOT NULL PRIMARY KEY,
      time TEXT NOT NULL,
      version TEXT NOT NULL,
      command TEXT NOT NULL,
      user TEXT NOT NULL,
      plan TEXT NOT NULL,
      created INTEGER NOT NULL,
      updated INTEGER NOT NULL,
      removed INTEGER NOT NULL,
      keys INTEGER NOT NULL,
      revision TEXT,
      first TEXT,
      last TEXT
    )
    """
  }

  /// What is there of the tables.
  struct Tables {
    let hasEntries: Bool
    let hasPrevious: Bool
    /// Why neither may be used, in a message's style.
    let hindrance: String?
  }

  func tables(_ connection: SQLiteConnection) throws(SQLiteFailure) -> Tables {
    let row = try SQLiteStatement(
      connection.handle,
      "SELECT name, type, sql FROM sqlite_schema WHERE name = '\(entries)' OR name = '\(previous)'")
    var (hasEntries, hasPrevious, isForeign) = (false, false, false)
    while try row.step() {
      let isEntries = row.text(0) == entries
      hasEntries = hasEntries || isEntries
      hasPrevious = hasPrevious || !isEntries
      isForeign = isForeign || row.text(1) != "table" || isEntries && row.text(2) != statement
    }
    return Tables(
      hasEntries: hasEntries, hasPrevious: hasPrevious,
      hindrance: isForeign ? "the table \(entries) is not as keyferry makes it" : nil)
  }

  /// Makes ready for a write: what undid the one before goes, and the rows that this one changes or removes are copied.
  ///
  /// - Returns: why the write can't be noted; nil when it can.
  func begin(_ connection: SQLiteConnection, _ plan: ApprovedPlan) throws -> String? {
    let tables = try tables(connection)
    if let hindrance = tables.hindrance { return hindrance }
    if !tables.hasEntries { try connection.execute(statement) }
    // An undo needs them first.
    guard plan.purpose != .undo else { return nil }
    if tables.hasPrevious { try connection.execute("DROP TABLE \(previous)") }
    guard plan.purpose == .change else { return nil }
    try copy(connection, plan.changes)
    return nil
  }

  /// Rows and columns as they are, whatever they hold.
  private func copy(_ connection: SQLiteConnection, _ changes: [Change]) throws {
    var copy: SQLiteStatement?
    for change in changes {
      let row: StoredKey
      switch change {
      case .update(let stored, _, _), .remove(let stored): row = stored
      case .create, .keep, .restore: continue
      }
      if copy == nil {
        let columns = try columns(connection).joined(separator: ", ")
        try connection.execute("CREATE TABLE \(previous) AS SELECT \(columns) FROM \(keys) WHERE 0")
        copy = try SQLiteStatement(
          connection.handle, "INSERT INTO \(previous) SELECT \(columns) FROM \(keys) WHERE \(identity) = ?1")
      }
      try row.secret.reveal { secret in
        if isNumbered {
          copy?.bind(1, Int(row.number))
        } else {
          copy?.bind(1, secret)
        }
        guard try copy?.run() == 1 else { throw RowMismatch() }
      }
    }
  }

  /// Puts rows back as they were, all of them or none.
  ///
  /// - Throws: ``RowMismatch`` when the rows that are kept are not those that the plan tells of.
  func restore(_ connection: SQLiteConnection, _ plan: ApprovedPlan) throws {
    guard let (missing, changed) = plan.restored else { return }
    let columns = try columns(connection)
    let assigned = columns.filter { $0 != identity.sqliteName }.map { "\($0) = u.\($0)" }.joined(separator: ", ")
    let update = try SQLiteStatement(
      connection.handle,
      "UPDATE \(keys) AS k SET \(assigned) FROM \(previous) AS u WHERE u.\(identity) = k.\(identity)")
    guard try update.run() == changed else { throw RowMismatch() }
    guard missing > 0 else { return }
    let names = columns.joined(separator: ", ")
    let insert = try SQLiteStatement(
      connection.handle,
      """
      INSERT INTO \(keys) (\(names)) SELECT \(names) FROM \(previous)
      WHERE \(identity) NOT IN (SELECT \(identity) FROM \(keys)) ORDER BY \(identity)
      """)
    guard try insert.run() == missing else { throw RowMismatch() }
  }

  /// Notes a write that was made.
  ///
  /// - Parameters:
  ///   - revision: what the write leaves the store at.
  ///   - made: the rows that it made.
  func end(
    _ connection: SQLiteConnection, _ entry: HistoryEntry, _ purpose: ApprovedPlan.Purpose, revision: String,
    made: MadeRows?
  ) throws {
    if purpose == .undo { try connection.execute("DROP TABLE IF EXISTS \(previous)") }
    try connection.execute(
      "UPDATE \(entries) SET revision = NULL, first = NULL, last = NULL WHERE revision IS NOT NULL")
    let insert = try SQLiteStatement(
      connection.handle,
      """
      INSERT INTO \(entries) SELECT coalesce(max(number), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
      FROM \(entries)
      """)
    for (index, text) in entry.texts.enumerated() { insert.bind(copy: Int32(index + 1), text) }
    for (index, number) in entry.numbers.enumerated() { insert.bind(Int32(index + 6), number) }
    for (index, text) in purpose.kept(revision, made).enumerated() { insert.bind(copy: Int32(index + 10), text) }
    try insert.run()
  }

  /// - Parameter previous: reads the rows of that table, once it is known that the keys are still at `revision`.
  func read(
    _ connection: SQLiteConnection, revision: String, previous: (_ table: String) throws -> [StoredKey]
  ) throws -> StoreHistory {
    let tables = try tables(connection)
    guard tables.hasEntries, tables.hindrance == nil else {
      return StoreHistory(entries: [], hindrance: tables.hindrance)
    }
    let row = try SQLiteStatement(
      connection.handle,
      """
      SELECT time, version, command, user, plan, created, updated, removed, keys, revision, first, last
      FROM \(entries) ORDER BY number
      """)
    var all: [HistoryEntry] = []
    var kept: (revision: String?, first: String?, last: String?)
    while try row.step() {
      all.append(try HistoryEntry(row))
      kept = (
        revision: row.isText(9) ? row.text(9) : nil, first: row.isText(10) ? row.text(10) : nil,
        last: row.isText(11) ? row.text(11) : nil
      )
    }
    guard let left = kept.revision else { return StoreHistory(entries: all) }
    let made = isNumbered ? MadeRows(numbers: kept.first, kept.last) : MadeRows(ids: kept.first, kept.last)
    let rows = tables.hasPrevious && left == revision ? try previous(self.previous) : []
    return StoreHistory(entries: all, undo: KeptUndo(revision: left, made: made, previous: rows))
  }

  /// Those that can be written, each quoted.
  private func columns(_ connection: SQLiteConnection) throws -> [String] {
    let row = try SQLiteStatement(connection.handle, "PRAGMA table_xinfo(\(keys))")
    var names: [String] = []
    while try row.step() {
      if row.integer(6) == 0 { names.append(row.text(1).sqliteName) }
    }
    return names
  }
}

extension HistoryEntry {
  /// - Throws: ``RowDamage`` for one that keyferry did not write.
  fileprivate init(_ row: borrowing SQLiteStatement) throws(RowDamage) {
    let isWhole = (0...4).allSatisfy { row.isText($0) } && (5...8).allSatisfy { row.isInteger($0) }
    guard isWhole, let time = Timestamp(iso8601: row.bytes(0)) else { throw RowDamage() }
    self.init(
      time: time,
      note: WriteNote(
        author: Authorship(version: row.text(1), command: row.text(2), user: row.text(3)), plan: row.text(4)),
      counts: ChangeCounts(created: row.integer(5), updated: row.integer(6), removed: row.integer(7)),
      keys: row.integer(8))
  }
}
