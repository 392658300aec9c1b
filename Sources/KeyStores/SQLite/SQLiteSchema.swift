/// The tables of keyferry's own layout, by version.
///
/// - SeeAlso: `docs/decisions/sqlite-schema.md`, which has the reasons and the measurements.
enum SQLiteSchema {
  /// `kfry`: tells our files from everybody else's.
  static let applicationID: Int32 = 0x6B66_7279
  static var version: Int { migrations.count }

  static let keysTable = """
    CREATE TABLE keys (
      secret TEXT NOT NULL PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL CHECK (type = 'secret' OR type = 'restricted' OR type = 'publishable'),
      livemode INTEGER NOT NULL CHECK (livemode = 0 OR livemode = 1),
      name TEXT NOT NULL,
      account TEXT,
      created TEXT NOT NULL,
      updated TEXT NOT NULL,
      occurrences TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """
  /// One row, which changes first in every write.
  static let storeTable = """
    CREATE TABLE store (
      row INTEGER NOT NULL PRIMARY KEY CHECK (row = 1),
      revision TEXT NOT NULL
    ) STRICT
    """

  static let keyColumns = [
    "secret", "id", "type", "livemode", "name", "account", "created", "updated", "occurrences",
  ]

  /// Every column of every key, in the order of the secrets' bytes.
  static let selectKeys = selectKeys(from: "keys")

  /// - Parameter table: one with the columns of the keys.
  static func selectKeys(from table: String) -> String {
    "SELECT \(keyColumns.joined(separator: ", ")) FROM \(table) ORDER BY secret"
  }

  /// What leads from each version to the next. Steps are only ever added.
  private static let migrations: [[String]] = [
    [storeTable, "INSERT INTO store VALUES (1, '')", keysTable]
  ]

  /// Brings the tables up to date, in the transaction that is open.
  static func migrate(_ connection: SQLiteConnection, from found: Int) throws(SQLiteFailure) {
    guard found < version else { return }
    for step in migrations[found...].joined() { try connection.execute(step) }
    try connection.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
  }

  /// Whether the tables are what a version of ours made. Others may lie beside them; triggers would write on their own.
  static func isIntact(_ connection: SQLiteConnection) throws(SQLiteFailure) -> Bool {
    let expected = [keysTable, storeTable]
    var found = 0
    let row = try SQLiteStatement(connection.handle, "SELECT type, sql FROM sqlite_schema")
    while try row.step() {
      if row.bytes(0).isSame(as: "trigger") { return false }
      if expected.contains(where: { row.bytes(1).elementsEqual($0.utf8) }) { found += 1 }
    }
    return found == expected.count
  }
}
