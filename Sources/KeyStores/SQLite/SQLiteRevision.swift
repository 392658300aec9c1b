import KeyFacts

/// The name of a database's state: a token that each of our writes makes anew, and SQLite's own counter, which other
/// programs' writes move too.
enum SQLiteRevision {
  /// In the transaction that is open; nil while there are no tables.
  ///
  /// - Throws: ``StoreError/corrupt(path:why:)`` when the tables are not what a keyferry made.
  static func current(_ connection: SQLiteConnection, path: String) throws -> String? {
    // The first look takes the lock under which the header holds still.
    let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
    let header = try SQLiteHeader(connection.handle)
    if header.isEmpty || header.applicationID == 0 {
      guard tables == 0 else {
        throw StoreError.notKeyDatabase(path: path, why: "is another program's SQLite database")
      }
      guard header.isUTF8 else { throw StoreError.notKeyDatabase(path: path, why: SQLiteHeader.otherEncoding) }
      return nil
    }
    guard header.isUTF8 else { throw StoreError.corrupt(path: path, why: "its text is UTF-16") }
    guard header.version <= SQLiteSchema.version else {
      throw StoreError.newerVersion(path: path, version: Int(header.version), supported: SQLiteSchema.version)
    }
    guard try SQLiteSchema.isIntact(connection) else {
      throw StoreError.corrupt(path: path, why: "its tables are not keyferry's")
    }
    guard let token = try connection.text("SELECT revision FROM store") else {
      throw StoreError.corrupt(path: path, why: "it lacks its revision")
    }
    return revision(token: token, counter: header.changeCounter)
  }

  static func revision(token: String, counter: UInt32) -> String { "\(token).\(counter)" }

  /// 16 hexadecimal digits by chance.
  static func newToken() -> String { UInt64.random(in: .min ... .max).hexadecimal(width: 16) }
}
