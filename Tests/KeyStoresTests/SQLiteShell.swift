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
}
