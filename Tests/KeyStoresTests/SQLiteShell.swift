import CSQLite

@testable import KeyStores

/// Another program at work on a database file.
final class SQLiteShell {
  private var connection: OpaquePointer?

  init(_ path: String) throws {
    let code = sqlite3_open(path, &connection)
    guard code == SQLITE_OK else { throw SQLiteFailure(code: code) }
  }

  deinit { sqlite3_close(connection) }

  func run(_ sql: String) throws {
    let code = sqlite3_exec(connection, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteFailure(code: code) }
  }

  /// The first column of the first row.
  func text(_ sql: String) throws -> String {
    guard let connection else { return "" }
    let statement = try SQLiteStatement(connection, sql)
    guard try statement.step() else { return "" }
    return String(decoding: statement.bytes(0), as: UTF8.self)
  }

  /// Every row of a table, each value with its type, as SQLite would spell it in a statement.
  func dump(_ table: String) throws -> [UInt8] {
    guard let connection else { return [] }
    let columns = try text(
      "SELECT group_concat('quote(\"' || replace(name, '\"', '\"\"') || '\")', ' || '','' || ') FROM pragma_table_xinfo('\(table)')"
    )
    let statement = try SQLiteStatement(connection, "SELECT \(columns) FROM \(table) ORDER BY 1")
    var rows: [UInt8] = []
    while try statement.step() { rows += Array(statement.bytes(0)) + [0x0A] }
    return rows
  }
}
