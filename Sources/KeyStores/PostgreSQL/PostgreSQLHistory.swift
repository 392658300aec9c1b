import KeyFacts
import KeyPlanning

/// What a PostgreSQL database remembers of keyferry's writes, in two tables in the schema of that of the keys: one of
/// entries, and one with the rows as they were before the last write.
///
/// A user who may not make or write them goes without a history, and is told so: no write fails for it.
/// - SeeAlso: `docs/decisions/history.md`.
struct PostgreSQLHistory {
  let connection: PostgreSQLConnection
  let names: Names
  /// Why the write that is going on is in no history; nil while it can be.
  private(set) var hindrance: String?
  private var schema = ""

  struct Names {
    /// The table of the keys.
    let keys: String
    let entries: String
    let previous: String
    /// The column by which a row of the keys is known again, and the one of ``PostgreSQLChangeRows`` that says it.
    let identity: String
    let changed: String

    static let own = Names(
      keys: "keyferry_keys", entries: "keyferry_keys_history", previous: "keyferry_keys_undo", identity: "secret",
      changed: "secret")
    static let djStripe = Names(
      keys: DjStripeTables.keys, entries: "keyferry_history", previous: "keyferry_undo",
      identity: DjStripeField.number.column, changed: "number")
  }

  init(_ connection: PostgreSQLConnection, _ names: Names) {
    self.connection = connection
    self.names = names
  }

  private var keys: String { schema + "." + names.keys }
  private var entries: String { schema + "." + names.entries }
  private var previous: String { schema + "." + names.previous }

  /// Makes ready for a write: what undid the one before goes.
  ///
  /// - Throws: ``RowMismatch`` for the undo of another write than the last.
  mutating func begin(_ plan: ApprovedPlan) throws {
    guard try find(toWrite: true), let found = try contents() else { return }
    // An undo needs the rows first. Who undid or forgot the write since need not have moved the keys' revision.
    if plan.purpose == .undo {
      guard found.revision == plan.revision else { throw RowMismatch() }
    } else {
      try run("DELETE FROM \(previous)")
    }
  }

  /// Copies the rows that changes name, as they are: for a change, before it is made.
  ///
  /// - Parameter count: how many those are.
  mutating func copy(_ count: Int) throws {
    guard hindrance == nil, count > 0 else { return }
    try attempt { history throws(PostgreSQLFailure) in
      // All digits of numbers, on servers before 12 too.
      try history.connection.run("SET LOCAL extra_float_digits = 3")
      try history.connection.run(
        """
        INSERT INTO \(history.previous) SELECT row_to_json(k)
        FROM \(history.keys) k JOIN pg_temp.keyferry_changes c ON k.\(history.names.identity) = c.\(history.names.changed)
        WHERE c.kind <> '+'
        """)
    }
  }

  /// Puts rows back as they were, all of them or none.
  ///
  /// - Throws: ``RowMismatch`` when the rows that are kept are not those that the plan tells of.
  func restore(_ plan: ApprovedPlan) throws {
    guard let (missing, changed) = plan.restored else { return }
    let columns = try columns()
    let rows = "\(previous) u, json_populate_record(NULL::\(keys), u.row) r"
    let same = "k.\(names.identity) = r.\(names.identity)"
    let assigned = columns.filter(\.isAssignable).map { "\($0.name) = r.\($0.name)" }.joined(separator: ", ")
    if changed > 0 {
      let count = try connection.run("UPDATE \(keys) k SET \(assigned) FROM \(rows) WHERE \(same)").count
      guard count == changed else { throw RowMismatch() }
    }
    guard missing > 0 else { return }
    let count = try connection.run(
      """
      INSERT INTO \(keys) (\(columns.map(\.name).joined(separator: ", "))) OVERRIDING SYSTEM VALUE
      SELECT \(columns.map { "r." + $0.name }.joined(separator: ", ")) FROM \(rows)
      WHERE NOT EXISTS (SELECT FROM \(keys) k WHERE \(same))
      """
    ).count
    guard count == missing else { throw RowMismatch() }
  }

  /// Notes a write that was made.
  ///
  /// - Parameters:
  ///   - revision: what the write leaves the store at.
  ///   - made: the rows that it made.
  mutating func end(
    _ entry: HistoryEntry, _ purpose: ApprovedPlan.Purpose, revision: String, made: MadeRows?
  ) throws {
    guard hindrance == nil else { return }
    let values = entry.texts + entry.numbers.map { String($0) } + purpose.kept(revision, made).map { $0 ?? "" }
    try attempt { history throws(PostgreSQLFailure) in
      if purpose == .undo { try history.connection.run("DELETE FROM \(history.previous)") }
      try history.connection.run(
        "UPDATE \(history.entries) SET revision = NULL, first = NULL, last = NULL WHERE revision IS NOT NULL")
      try history.connection.run(
        """
        INSERT INTO \(history.entries)
        SELECT coalesce(max(number), 0) + 1, $1::timestamptz, $2, $3, $4, $5, $6::bigint, $7::bigint, $8::bigint,
          $9::bigint, nullif($10, ''), nullif($11, ''), nullif($12, '') FROM \(history.entries)
        """, values)
    }
  }

  /// What is damaged in the rows that were kept ends the use of the connection, and is told in the history.
  ///
  /// - Parameters:
  ///   - revision: what the keys are at now.
  ///   - rows: reads the rows that were kept, by a FROM clause that has the columns of the keys.
  mutating func read(revision: () throws -> String, rows: (_ source: String) throws -> [StoredKey]) throws
    -> StoreHistory
  {
    guard try find(toWrite: false), let found = try contents() else {
      return StoreHistory(entries: [], hindrance: hindrance)
    }
    guard let left = found.revision else { return StoreHistory(entries: found.entries) }
    let made = MadeRows(found.first, found.last, areNumbers: names.identity == DjStripeField.number.column)
    let isCurrent = try revision() == left
    var (kept, damage): ([StoredKey], String?) = ([], nil)
    if isCurrent {
      do { kept = try rows("\(previous) u, json_populate_record(NULL::\(keys), u.row) r") } catch let error
        where Self.isOfRow(error)
      {
        damage = HistoryDamage.row(in: names.previous)
      }
    }
    return StoreHistory(
      entries: found.entries,
      undo: KeptUndo(revision: left, made: made, previous: kept, isCurrent: isCurrent, damage: damage))
  }

  /// Whether what a row holds is the reason.
  private static func isOfRow(_ error: any Error) -> Bool {
    if case .refused(let state) = error as? PostgreSQLFailure { return state.hasPrefix("22") }
    return error is RowDamage || error is JSONFailure
  }

  /// The entries; nil where they may not be used, and ``hindrance`` then says why.
  private mutating func contents() throws -> PostgreSQLHistoryEntries? {
    var found: PostgreSQLResult?
    try attempt { history throws(PostgreSQLFailure) in
      found = try history.connection.run(PostgreSQLHistoryEntries.select(from: history.entries))
    }
    guard let found, hindrance == nil else { return nil }
    do throws(DamagedEntry) { return try PostgreSQLHistoryEntries(found) } catch {
      hindrance = HistoryDamage.entry(error.number, in: names.entries, beside: names.previous)
      return nil
    }
  }
}

extension PostgreSQLHistory {
  private static let shapes = (
    entries: """
    number bigint,time timestamp with time zone,version text,command text,user text,plan text,created bigint,\
    updated bigint,removed bigint,keys bigint,revision text,first text,last text/r0
    """,
    previous: "row json/r0"
  )

  private var statements: [String] {
    [
      """
      CREATE TABLE \(entries) (
        number bigint NOT NULL PRIMARY KEY, time timestamptz NOT NULL, version text NOT NULL, command text NOT NULL,
        "user" text NOT NULL, plan text NOT NULL, created bigint NOT NULL, updated bigint NOT NULL,
        removed bigint NOT NULL, keys bigint NOT NULL, revision text, first text, last text
      )
      """,
      "CREATE TABLE \(previous) (row json NOT NULL)",
      // Whatever the default privileges say: the second holds keys.
      "REVOKE ALL ON \(entries), \(previous) FROM PUBLIC",
    ]
  }

  /// Looks for the tables, and makes them for a write.
  ///
  /// - Returns: whether they are there, and this user may do with them what is wanted.
  private mutating func find(toWrite: Bool) throws -> Bool {
    let place = try connection.run(
      """
      SELECT quote_ident(n.nspname), has_schema_privilege(n.oid, 'CREATE') FROM pg_class t
      JOIN pg_namespace n ON n.oid = t.relnamespace WHERE t.oid = to_regclass($1)
      """, [names.keys])
    guard let schema = place.text() else { return false }
    self.schema = schema
    let found = (try table(names.entries), try table(names.previous))
    switch found {
    case (nil, nil):
      guard toWrite else { return false }
      guard place.text(0, 1) == "t" else {
        hindrance = "this user may not make tables in schema \(schema)"
        return false
      }
      try attempt { history throws(PostgreSQLFailure) in
        for statement in history.statements { try history.connection.run(statement) }
      }
      return hindrance == nil
    case (let entries?, let previous?)
    where entries.shape == Self.shapes.entries && previous.shape == Self.shapes.previous:
      let isAllowed = toWrite ? entries.isWritable && previous.isWritable : entries.isReadable && previous.isReadable
      if !isAllowed {
        hindrance = "this user may not \(toWrite ? "write" : "read") \(names.entries) and \(names.previous)"
      }
      return isAllowed
    default:
      hindrance = "\(names.entries) or \(names.previous) is not as keyferry makes it"
      return false
    }
  }

  private typealias Found = (shape: String, isReadable: Bool, isWritable: Bool)

  private func table(_ name: String) throws(PostgreSQLFailure) -> Found? {
    let row = try connection.run(
      """
      SELECT concat((SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod)), ','
            ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped), '/', t.relkind,
          (SELECT count(*) FROM pg_trigger WHERE tgrelid = t.oid AND NOT tgisinternal)
          + (SELECT count(*) FROM pg_rewrite WHERE ev_class = t.oid)),
        has_table_privilege(t.oid, 'SELECT'),
        has_table_privilege(t.oid, 'SELECT') AND has_table_privilege(t.oid, 'INSERT')
          AND has_table_privilege(t.oid, 'UPDATE') AND has_table_privilege(t.oid, 'DELETE')
      FROM pg_class t WHERE t.oid = to_regclass($1)
      """, ["\(schema).\(name)"])
    return row.text().map { (shape: $0, isReadable: row.text(0, 1) == "t", isWritable: row.text(0, 2) == "t") }
  }

  private typealias Column = (name: String, isAssignable: Bool)

  /// Those that can be written, each quoted.
  private func columns() throws(PostgreSQLFailure) -> [Column] {
    // Servers before 12 know of no generated columns, and of no attgenerated.
    let rows = try connection.run(
      """
      SELECT quote_ident(a.attname), a.attname <> $2 AND a.attidentity <> 'a' FROM pg_attribute a
      WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
        AND coalesce(to_jsonb(a) ->> 'attgenerated', '') = ''
      ORDER BY a.attnum
      """, [keys, names.identity])
    return (0..<rows.rowCount).map { (name: rows.text($0) ?? "", isAssignable: rows.text($0, 1) == "t") }
  }

  private mutating func run(_ statement: String) throws {
    try attempt { history throws(PostgreSQLFailure) in try history.connection.run(statement) }
  }

  /// Does what the history needs, or leaves it undone and remembers why: the write goes on in both cases.
  private mutating func attempt(_ body: (Self) throws(PostgreSQLFailure) -> Void) throws {
    try connection.run("SAVEPOINT keyferry_history")
    do throws(PostgreSQLFailure) {
      try body(self)
      try connection.run("RELEASE SAVEPOINT keyferry_history")
    } catch {
      guard case .refused(let state) = error, !error.isPassing else { throw error }
      try connection.run("ROLLBACK TO SAVEPOINT keyferry_history")
      hindrance = PostgreSQLFailure.words(state)
    }
  }
}
