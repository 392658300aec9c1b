import KeyPlanning

/// dj-stripe's own table of keys in a PostgreSQL database.
///
/// - SeeAlso: `docs/decisions/djstripe-layout.md`.
struct DjStripePostgreSQLTables: PostgreSQLLayout {
  let connection: PostgreSQLConnection
  /// As messages name the database.
  let location: String
  /// What the table held before the write, and the ids that this gave.
  private var before: [StoredKey] = []
  private var ids: [String] = []
  private var past: PostgreSQLHistory

  init(_ connection: PostgreSQLConnection, location: String) {
    self.connection = connection
    self.location = location
    past = PostgreSQLHistory(connection, .djStripe)
  }

  var unrecorded: String? { past.hindrance }

  mutating func lock() throws -> String {
    _ = try shape()
    try connection.run("LOCK TABLE djstripe_apikey IN SHARE ROW EXCLUSIVE MODE")
    return try revision()
  }

  mutating func read() throws -> PostgreSQLContents? {
    let (layout, accounts) = try shape()
    do {
      let reader = try DjStripePostgreSQLReader.read(connection, layout.ownerForm, accounts)
      return PostgreSQLContents(
        revision: Self.revision(count: reader.keys.count, writerSum: reader.writerSum), keys: reader.keys,
        djStripe: layout.facts(accounts: accounts.all))
    } catch is RowDamage {
      throw StoreError.corrupt(path: location, why: "a row in \(DjStripeTables.keys) is no key's")
    }
  }

  mutating func write(_ plan: ApprovedPlan, now: Timestamp) throws {
    let changes = plan.changes
    let (layout, accounts) = try shape()
    try layout.checkWidths(changes, path: location)
    before = try DjStripePostgreSQLReader.read(connection, layout.ownerForm, accounts).keys
    try past.begin(plan)
    try plan.check(past.hindrance, path: location)
    var writer = DjStripePostgreSQLWriter(connection, layout, accounts)
    do {
      try writer.write(changes, now: now) { if plan.purpose == .change { try past.copy($0) } }
      try past.restore(plan)
    } catch is DjStripeMisfit {
      throw StoreError.stale(path: location)
    } catch PostgreSQLFailure.notUnique where !creates(changes, amongst: before) {
      throw StoreError.unsuitable(
        path: location, why: "a constraint of \(DjStripeTables.keys) refuses a row; nothing was written")
    } catch PostgreSQLFailure.notUnique {
      throw StoreError.stale(path: location)
    }
    ids = writer.ids
  }

  mutating func remember(_ plan: ApprovedPlan, _ note: WriteNote, revision: String, now: Timestamp) throws {
    let keys = plan.changes.reduce(before.count) { $0 + $1.growth }
    let entry = HistoryEntry(time: now, note: note, counts: ChangeCounts(plan.changes), keys: keys)
    try past.end(entry, plan.purpose, revision: revision, made: try made())
    try plan.check(past.hindrance, path: location)
  }

  /// The numbers that the database gave to the rows that were made.
  private func made() throws -> MadeRows? {
    guard !ids.isEmpty else { return nil }
    let ends = try connection.run(
      """
      SELECT min(k.djstripe_id), max(k.djstripe_id) FROM djstripe_apikey k
      JOIN pg_temp.keyferry_changes c ON k.secret = c.secret WHERE c.kind = '+'
      """)
    return MadeRows(numbers: ends.text(0, 0), ends.text(0, 1))
  }

  mutating func history() throws -> StoreHistory {
    let (layout, accounts) = try shape()
    return try past.read(revision: revision) { source in
      let copy = DjStripePostgreSQLReader.copy(from: source)
      return try DjStripePostgreSQLReader.read(connection, layout.ownerForm, accounts, copy).keys
    }
  }

  /// Whether a secret that is to be made is there already: a plan's mistake, and no constraint of the project's own.
  private func creates(_ changes: [Change], amongst stored: [StoredKey]) -> Bool {
    let secrets = Set(stored.map(\.secret))
    return changes.contains { change in
      if case .create(let fields) = change { secrets.contains(fields.secret) } else { false }
    }
  }

  func revision() throws -> String {
    let state = try connection.writers(of: "djstripe_apikey", location: location)
    return Self.revision(count: state.count, writerSum: state.writerSum)
  }

  func holds(_ keys: [StoredKey], _ changes: [Change], now: Timestamp) -> Bool {
    DjStripeReadBack.holds(keys, from: before, changes, ids: ids, now: now)
  }

  /// How to read and fill the table.
  ///
  /// - Throws: ``StoreError/unfitColumn(path:column:why:)`` for one that keyferry can't fill.
  private func shape() throws -> (DjStripeLayout, DjStripeAccounts) {
    let catalog = DjStripePostgreSQLCatalog(connection: connection)
    guard let tables = try catalog.tables() else {
      throw StoreError.notKeyDatabase(
        path: location, why: "has no table \(DjStripeTables.keys): dj-stripe's migrations make it")
    }
    let layout: DjStripeLayout
    do throws(UnfitColumn) {
      layout = try DjStripeLayout(tables)
    } catch {
      throw StoreError.unfitColumn(path: location, column: error.column, why: error.why)
    }
    return (layout, try catalog.accounts(tables))
  }

  private static func revision(count: Int, writerSum: UInt64) -> String { "djstripe.\(count).\(writerSum)" }
}
