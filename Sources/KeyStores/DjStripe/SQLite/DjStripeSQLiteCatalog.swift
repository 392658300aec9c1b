import GRDB
import KeyPlanning

/// What an SQLite database says of dj-stripe's tables, in the transaction that is open.
enum DjStripeSQLiteCatalog {
  /// Nil when there is no table of keys.
  static func tables(_ database: Database) throws -> DjStripeTables? {
    let columns = try columns(database)
    guard !columns.isEmpty else { return nil }
    let owner = DjStripeField.owner.column
    let reference = try Row.fetchOne(
      database, sql: "SELECT \"table\", coalesce(\"to\", '') FROM pragma_foreign_key_list(?) WHERE \"from\" = ?",
      arguments: [DjStripeTables.keys, owner])
    return DjStripeTables(
      columns: columns,
      ownerReference: reference.map { DjStripeTables.Reference(table: $0[0], column: $0[1]) },
      accountColumns: Set(
        try String.fetchAll(
          database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [DjStripeTables.accounts])),
      migrations: try migrations(database))
  }

  /// In the order of their primary keys; none when there is no such table.
  static func accounts(_ database: Database, _ tables: DjStripeTables) throws -> DjStripeAccounts {
    guard tables.accountColumns.isSuperset(of: ["djstripe_id", "id", "livemode"]) else { return DjStripeAccounts([]) }
    let rows = try Row.fetchAll(
      database, sql: "SELECT djstripe_id, id, livemode FROM \(DjStripeTables.accounts) ORDER BY djstripe_id")
    return DjStripeAccounts(
      rows.compactMap { row in
        guard let number = Int64.fromDatabaseValue(row[0]), let id = String.fromDatabaseValue(row[1]) else {
          return nil
        }
        return DjStripeAccount(number: number, id: id, livemode: Int64.fromDatabaseValue(row[2]).map { $0 != 0 })
      })
  }

  /// A view of that name is no table to write.
  private static func columns(_ database: Database) throws -> [DjStripeColumn] {
    let table = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?",
      arguments: [DjStripeTables.keys])
    guard table == 1 else { return [] }
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT name, type, \"notnull\", dflt_value IS NOT NULL OR hidden > 1, pk FROM pragma_table_xinfo(?)",
      arguments: [DjStripeTables.keys])
    return rows.map { row in
      DjStripeColumn(
        name: row[0], type: row[1], isNullable: row[2] == 0 && row[4] == 0, fillsItself: row[3],
        isPrimaryKey: row[4] == 1)
    }
  }

  private static func migrations(_ database: Database) throws -> [String] {
    let columns = try String.fetchAll(
      database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [DjStripeTables.migrations])
    guard Set(columns).isSuperset(of: ["app", "name"]) else { return [] }
    return try String.fetchAll(
      database, sql: "SELECT CAST(name AS TEXT) FROM \(DjStripeTables.migrations) WHERE app = 'djstripe'")
  }
}
