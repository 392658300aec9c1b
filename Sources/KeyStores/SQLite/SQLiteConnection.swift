import CSQLite

/// A connection to a database file, closed when it goes.
///
/// `@unchecked`: for one thread at a time, and handed from one to another under a lock.
final class SQLiteConnection: @unchecked Sendable {
  enum Transaction: String {
    /// Takes locks when they are needed.
    case deferred = "BEGIN DEFERRED"
    /// Takes the writer's lock at once.
    case immediate = "BEGIN IMMEDIATE"
  }

  let handle: OpaquePointer
  /// What SQLite asks while another process holds a lock. It has no reference of its own to it.
  var wait: SQLiteWait { didSet { setUpWait() } }

  /// Opens a file that is there.
  init(_ path: String, readonly: Bool, wait: SQLiteWait) throws(SQLiteFailure) {
    var opened: OpaquePointer?
    let access = readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened else {
      let failure = SQLiteFailure(code, on: opened)
      sqlite3_close_v2(opened)
      throw failure
    }
    handle = opened
    self.wait = wait
    sqlite3_extended_result_codes(handle, 1)
    keyferry_sqlite3_quote_names_alone(handle)
    setUpWait()
  }

  deinit { sqlite3_close_v2(handle) }

  private func setUpWait() {
    sqlite3_busy_handler(
      handle,
      { wait, tries in
        guard let wait else { return 0 }
        return Unmanaged<SQLiteWait>.fromOpaque(wait).takeUnretainedValue().again(Int(tries)) ? 1 : 0
      }, Unmanaged.passUnretained(wait).toOpaque())
  }

  /// Whether another file, or none, is now where this one was.
  var hasMoved: Bool {
    var hasMoved: Int32 = 0
    return sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved) != SQLITE_OK || hasMoved != 0
  }

  /// Runs statements without parameters, which `;` may part; rows are passed by.
  func execute(_ sql: String) throws(SQLiteFailure) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw SQLiteFailure(on: handle) }
  }

  /// The first column of the first row; nil for NULL and where there is no row.
  func integer(_ sql: String) throws(SQLiteFailure) -> Int? {
    let statement = try SQLiteStatement(handle, sql)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.integer(0)
  }

  /// The first column of the first row; nil for NULL and where there is no row.
  func text(_ sql: String) throws(SQLiteFailure) -> String? {
    let statement = try SQLiteStatement(handle, sql)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.text(0)
  }

  /// Whether there is a table of that name; a view is none.
  func hasTable(_ name: String) throws(SQLiteFailure) -> Bool {
    try integer("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '\(name)'") == 1
  }

  /// Runs `body` in a transaction, which holds when it returns, and is undone when it throws.
  func transaction<Result>(_ kind: Transaction, _ body: () throws -> Result) throws -> Result {
    try execute(kind.rawValue)
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // SQLite has undone some failures by itself.
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }
}
