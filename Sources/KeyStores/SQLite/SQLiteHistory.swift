import KeyFacts
import KeyPlanning
@_spi(Reveal) import KeySecrets

/// What an SQLite database remembers of keyferry's writes, in two tables beside that of the keys: one of entries, and
/// one with the rows as they were before the last write, if it changed or removed some.
///
/// - SeeAlso: `docs/decisions/history.md`.
struct SQLiteHistory {
  /// The table of the keys.
  let keys: String
  let entries: String
  let previous: String
  /// The column by which a row of the keys is known again.
  let identity: String
  /// The columns of a key's row that are read.
  let known: [String]

  static let own = SQLiteHistory(
    keys: "keys", entries: "history", previous: "undo", identity: "secret", known: SQLiteSchema.keyColumns)
  static let djStripe = SQLiteHistory(
    keys: DjStripeTables.keys, entries: "keyferry_history", previous: "keyferry_undo",
    identity: DjStripeField.number.column, known: DjStripeSQLiteSelect.known.map(\.column))

  var isNumbered: Bool { identity == DjStripeField.number.column }

  /// Not STRICT: Django's file is opened by SQLite of any age.
  var statement: String {
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

  /// Makes ready for a write: what undid the one before goes, and the rows that this one changes or removes are copied.
  ///
  /// - Returns: why the write can't be noted; nil when it can.
  /// - Throws: ``RowMismatch`` for the undo of another write than the last.
  func begin(_ connection: SQLiteConnection, _ plan: ApprovedPlan) throws -> String? {
    let found = try contents(connection)
    if let hindrance = found.hindrance { return hindrance }
    // An undo needs the rows first. Who undid or forgot the write since need not have moved the keys' revision.
    if plan.purpose == .undo {
      guard found.revision == plan.revision else { throw RowMismatch() }
      return nil
    }
    if !found.hasEntries { try connection.execute(statement) }
    let isReusable =
      try plan.purpose == .change && found.hasPrevious
      && columns(connection) == columns(connection, of: previous)
    // A schema that stays is not read anew by every connection, and nobody who reads table by table misses one.
    if found.hasPrevious { try connection.execute(isReusable ? "DELETE FROM \(previous)" : "DROP TABLE \(previous)") }
    guard plan.purpose == .change else { return nil }
    try copy(connection, plan.changes, isMade: isReusable)
    return nil
  }

  /// Rows and columns as they are, whatever they hold.
  ///
  /// - Parameter isMade: the table for them is there.
  private func copy(_ connection: SQLiteConnection, _ changes: [Change], isMade: Bool) throws {
    var copy: SQLiteStatement?
    for change in changes {
      let row: StoredKey
      switch change {
      case .update(let stored, _, _), .remove(let stored): row = stored
      case .create, .keep, .restore: continue
      }
      if copy == nil {
        let columns = try columns(connection).joined(separator: ", ")
        if !isMade { try connection.execute("CREATE TABLE \(previous) AS SELECT \(columns) FROM \(keys) WHERE 0") }
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

  /// - Parameter previous: reads the rows of that table, once it is known that the keys are still at `revision`; what
  ///   it finds damaged is part of the history.
  func read(
    _ connection: SQLiteConnection, revision: String, previous: (_ table: String) throws -> [StoredKey]
  ) throws -> StoreHistory {
    let found = try contents(connection)
    guard let left = found.revision else { return StoreHistory(entries: found.entries, hindrance: found.hindrance) }
    let made = MadeRows(found.first, found.last, areNumbers: isNumbered)
    let isCurrent = left == revision
    var (rows, damage): ([StoredKey], String?) = ([], nil)
    if found.hasPrevious, isCurrent {
      do { rows = try previous(self.previous) } catch let failure as DjStripeRowDamage {
        damage = "\(failure.column) of a row in \(self.previous) \(failure.why)"
      } catch let error where error is RowDamage || error is JSONFailure {
        damage = HistoryDamage.row(in: self.previous)
      }
    }
    return StoreHistory(
      entries: found.entries,
      undo: KeptUndo(revision: left, made: made, previous: rows, isCurrent: isCurrent, damage: damage))
  }

  /// Those that can be written, each quoted.
  private func columns(_ connection: SQLiteConnection, of table: String? = nil) throws -> [String] {
    let row = try SQLiteStatement(connection.handle, "PRAGMA table_xinfo(\(table ?? keys))")
    var names: [String] = []
    while try row.step() {
      if row.integer(6) == 0 { names.append(row.text(1).sqliteName) }
    }
    return names
  }
}
