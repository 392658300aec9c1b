import KeyPlanning

/// What an SQLite database says of dj-stripe's tables, in the transaction that is open.
enum DjStripeSQLiteCatalog {
  /// Nil when there is no table of keys.
  static func tables(_ connection: SQLiteConnection) throws(SQLiteFailure) -> DjStripeTables? {
    // A view of that name is no table to write.
    guard try connection.hasTable(DjStripeTables.keys) else { return nil }
    return DjStripeTables(
      columns: try columns(connection), ownerReference: try ownerReference(connection),
      accountColumns: try columnNames(connection, of: DjStripeTables.accounts), migrations: try migrations(connection))
  }

  /// In the order of their primary keys; none when there is no such table.
  static func accounts(_ connection: SQLiteConnection, _ tables: DjStripeTables) throws(SQLiteFailure)
    -> DjStripeAccounts
  {
    guard tables.accountColumns.isSuperset(of: ["djstripe_id", "id", "livemode"]) else { return DjStripeAccounts([]) }
    let row = try SQLiteStatement(
      connection.handle, "SELECT djstripe_id, id, livemode FROM \(DjStripeTables.accounts) ORDER BY djstripe_id")
    var accounts: [DjStripeAccount] = []
    while try row.step() {
      guard row.isInteger(0), let id = row.isText(1) ? row.text(1) : nil else { continue }
      let livemode = row.isInteger(2) ? row.integer(2) != 0 : nil
      accounts.append(DjStripeAccount(number: Int64(row.integer(0)), id: id, livemode: livemode))
    }
    return DjStripeAccounts(accounts)
  }

  private static func columns(_ connection: SQLiteConnection) throws(SQLiteFailure) -> [DjStripeColumn] {
    // Each has a number, a name, a type, "notnull", a default, its place in the primary key, and how it is hidden.
    let row = try SQLiteStatement(connection.handle, "PRAGMA table_xinfo(\(DjStripeTables.keys))")
    var columns: [DjStripeColumn] = []
    while try row.step() {
      columns.append(
        DjStripeColumn(
          name: row.text(1), type: row.text(2), isNullable: row.integer(3) == 0 && row.integer(5) == 0,
          // A generated one is hidden in its way.
          fillsItself: !row.isNull(4) || row.integer(6) > 1, isPrimaryKey: row.integer(5) == 1))
    }
    return columns
  }

  private static func ownerReference(
    _ connection: SQLiteConnection
  ) throws(SQLiteFailure) -> DjStripeTables.Reference? {
    // Each has two numbers, a table, the column here, and that there.
    let row = try SQLiteStatement(connection.handle, "PRAGMA foreign_key_list(\(DjStripeTables.keys))")
    while try row.step() {
      guard row.text(3) == DjStripeField.owner.column else { continue }
      return DjStripeTables.Reference(table: row.text(2), column: row.text(4))
    }
    return nil
  }

  private static func columnNames(
    _ connection: SQLiteConnection, of table: String
  ) throws(SQLiteFailure) -> Set<String> {
    let row = try SQLiteStatement(connection.handle, "PRAGMA table_info(\(table))")
    var names: Set<String> = []
    while try row.step() { names.insert(row.text(1)) }
    return names
  }

  private static func migrations(_ connection: SQLiteConnection) throws(SQLiteFailure) -> [String] {
    guard try columnNames(connection, of: DjStripeTables.migrations).isSuperset(of: ["app", "name"]) else { return [] }
    let row = try SQLiteStatement(
      connection.handle, "SELECT CAST(name AS TEXT) FROM \(DjStripeTables.migrations) WHERE app = 'djstripe'")
    var names: [String] = []
    while try row.step() { names.append(row.text(0)) }
    return names
  }
}
