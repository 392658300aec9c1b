import KeyPlanning

/// What a PostgreSQL database says of dj-stripe's tables, in the transaction that is open. `search_path` decides which.
struct DjStripePostgreSQLCatalog {
  let connection: PostgreSQLConnection

  /// Nil when there is no table of keys.
  func tables() throws(PostgreSQLFailure) -> DjStripeTables? {
    let columns = try columns()
    guard !columns.isEmpty else { return nil }
    return DjStripeTables(
      columns: columns, ownerReference: try ownerReference(),
      accountColumns: Set(try names(of: DjStripeTables.accounts)), migrations: try migrations())
  }

  /// In the order of their primary keys; none when there is no such table.
  func accounts(_ tables: DjStripeTables) throws(PostgreSQLFailure) -> DjStripeAccounts {
    guard tables.accountColumns.isSuperset(of: ["djstripe_id", "id", "livemode"]) else { return DjStripeAccounts([]) }
    let rows = try connection.run(
      "SELECT djstripe_id, id, livemode FROM djstripe_account ORDER BY djstripe_id")
    return DjStripeAccounts(
      (0..<rows.rowCount).compactMap { row in
        guard let number = rows.text(row, 0).flatMap({ Int64($0) }), let id = rows.text(row, 1) else { return nil }
        return DjStripeAccount(number: number, id: id, livemode: rows.text(row, 2).map { $0 == "t" })
      })
  }

  /// A view of that name is no table to write.
  private func columns() throws(PostgreSQLFailure) -> [DjStripeColumn] {
    let rows = try connection.run(
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef OR a.attidentity <> '',
        EXISTS (SELECT 1 FROM pg_constraint c
          WHERE c.conrelid = a.attrelid AND c.contype = 'p' AND c.conkey = ARRAY[a.attnum])
      FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
      WHERE t.oid = to_regclass($1) AND t.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """, [DjStripeTables.keys])
    return (0..<rows.rowCount).map { row in
      DjStripeColumn(
        name: rows.text(row, 0) ?? "", type: rows.text(row, 1) ?? "", isNullable: rows.text(row, 2) == "f",
        fillsItself: rows.text(row, 3) == "t", isPrimaryKey: rows.text(row, 4) == "t")
    }
  }

  private func ownerReference() throws(PostgreSQLFailure) -> DjStripeTables.Reference? {
    let row = try connection.run(
      """
      SELECT t.relname, f.attname FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
      JOIN pg_class t ON t.oid = c.confrelid
      JOIN pg_attribute f ON f.attrelid = c.confrelid AND c.confkey = ARRAY[f.attnum]
      WHERE c.conrelid = to_regclass($1) AND c.contype = 'f' AND a.attname = $2
      """, [DjStripeTables.keys, DjStripeField.owner.column])
    guard let table = row.text(0, 0), let column = row.text(0, 1) else { return nil }
    return DjStripeTables.Reference(table: table, column: column)
  }

  private func names(of table: String) throws(PostgreSQLFailure) -> [String] {
    let rows = try connection.run(
      "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped", [table])
    return (0..<rows.rowCount).compactMap { rows.text($0) }
  }

  /// None where this user may not look: the columns tell the release, too, if less closely.
  private func migrations() throws(PostgreSQLFailure) -> [String] {
    guard Set(try names(of: DjStripeTables.migrations)).isSuperset(of: ["app", "name"]),
      try connection.run(
        "SELECT has_table_privilege(to_regclass($1), 'SELECT')", [DjStripeTables.migrations]
      ).text() == "t"
    else { return [] }
    let rows = try connection.run("SELECT name::text FROM django_migrations WHERE app = 'djstripe'")
    return (0..<rows.rowCount).compactMap { rows.text($0) }
  }
}
