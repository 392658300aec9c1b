import KeyPlanning

/// dj-stripe's keys at one moment, and how to write them.
struct DjStripeSQLiteState {
  let layout: DjStripeLayout
  let accounts: DjStripeAccounts
  /// Reads the table's rows.
  let select: DjStripeSQLiteSelect
  /// In the order of their secrets' bytes.
  let keys: [StoredKey]
  /// A digest of the table: all columns of all rows, and how it was made. Django writes its other tables all the time.
  let revision: String

  /// - Throws: ``StoreError/unfitColumn(path:column:why:)`` for a table that keyferry can't fill;
  ///   ``StoreError/corrupt(path:why:)`` for a row that can't be read.
  init(_ connection: SQLiteConnection, path: String) throws {
    guard let tables = try DjStripeSQLiteCatalog.tables(connection) else {
      throw StoreError.notKeyDatabase(
        path: path, why: "has no table \(DjStripeTables.keys): dj-stripe's migrations make it")
    }
    do throws(UnfitColumn) {
      layout = try DjStripeLayout(tables)
    } catch {
      throw StoreError.unfitColumn(path: path, column: error.column, why: error.why)
    }
    accounts = try DjStripeSQLiteCatalog.accounts(connection, tables)
    guard try connection.text("PRAGMA encoding") == "UTF-8" else {
      throw StoreError.notKeyDatabase(path: path, why: "holds its text in UTF-16")
    }
    select = DjStripeSQLiteSelect(tables.columns.map(\.name))
    (keys, revision) = try Self.rows(connection, select, accounts, path: path)
  }

  /// What became of `before` in the transaction that is open since: of its rows, since its tables are as they were.
  init(_ connection: SQLiteConnection, after before: DjStripeSQLiteState, path: String) throws {
    (layout, accounts, select) = (before.layout, before.accounts, before.select)
    (keys, revision) = try Self.rows(connection, select, accounts, path: path)
  }

  /// The rows of a copy of the table, to be put back.
  ///
  /// - Throws: ``DjStripeRowDamage`` for one that can't be read.
  func rows(of table: String, _ connection: SQLiteConnection) throws -> [StoredKey] {
    var reader = try DjStripeSQLiteReader(connection, DjStripeSQLiteSelect([], from: table))
    return try reader.keys(of: accounts, areKept: true)
  }

  private static func rows(
    _ connection: SQLiteConnection, _ select: DjStripeSQLiteSelect, _ accounts: DjStripeAccounts, path: String
  ) throws -> ([StoredKey], revision: String) {
    do {
      var reader = try DjStripeSQLiteReader(connection, select)
      let keys = try reader.keys(of: accounts)
      return (keys, reader.revision)
    } catch let damage as DjStripeRowDamage {
      throw StoreError.corrupt(path: path, why: "\(damage.column) of a row in \(DjStripeTables.keys) \(damage.why)")
    }
  }
}

extension String {
  /// As a name in SQLite's statements.
  var sqliteName: String {
    guard utf8.contains(UInt8(ascii: "\"")) else { return "\"" + self + "\"" }
    return "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
