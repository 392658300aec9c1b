import CSQLite
import Glibc

/// SQLite failed with this extended result code. Its message, which may quote a value, is left behind.
struct SQLiteFailure: Error {
  let code: Int32
  /// The system's error number behind it; zero when there is none.
  var errno: Int32 = 0
}

extension SQLiteFailure {
  /// What just failed on `connection`.
  init(on connection: OpaquePointer) {
    self.init(sqlite3_extended_errcode(connection), on: connection)
  }

  /// - Parameter code: of what just failed on `connection`.
  init(_ code: Int32, on connection: OpaquePointer?) {
    let last = Glibc.errno
    let kept = connection.map { sqlite3_system_errno($0) } ?? 0
    // A COMMIT that fails keeps none. A file that is not there is no failure: SQLite looks for journals.
    self.init(code, errno: kept != 0 ? kept : last == ENOENT ? 0 : last)
  }

  /// - Parameter errno: the system's last number, which need not have to do with `code`.
  init(_ code: Int32, errno: Int32) {
    let isCause =
      switch code & 0xFF {
      case SQLITE_IOERR, SQLITE_CANTOPEN: true
      // What SQLite can't read for one of these it takes for damage.
      case SQLITE_CORRUPT: [EIO, ENXIO, ERANGE].contains(errno)
      default: false
      }
    self.init(code: code, errno: isCause ? errno : 0)
  }
}

/// A prepared statement, whose values are bound and read without copies.
struct SQLiteStatement: ~Copyable {
  private let statement: OpaquePointer
  private let connection: OpaquePointer
  private static let empty: StaticString = ""

  init(_ connection: OpaquePointer, _ sql: String) throws(SQLiteFailure) {
    var prepared: OpaquePointer?
    guard sqlite3_prepare_v2(connection, sql, -1, &prepared, nil) == SQLITE_OK, let prepared else {
      throw SQLiteFailure(on: connection)
    }
    statement = prepared
    self.connection = connection
  }

  deinit { sqlite3_finalize(statement) }

  /// Goes to the next row; false after the last.
  func step() throws(SQLiteFailure) -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw SQLiteFailure(on: connection)
    }
  }

  /// Runs a statement without rows and makes it ready for the next; its bindings stay.
  ///
  /// - Returns: how many rows it changed.
  @discardableResult
  func run() throws(SQLiteFailure) -> Int {
    defer { sqlite3_reset(statement) }
    while try step() {}
    return Int(sqlite3_changes(connection))
  }

  /// Binds text without a copy: `bytes` must stay where they are until the statement has run.
  func bind(_ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
    let start = UnsafeRawPointer(bytes.baseAddress ?? Self.empty.utf8Start)
    sqlite3_bind_text(statement, index, start.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
  }

  /// Binds a copy of a text, or NULL.
  func bind(copy index: Int32, _ text: String?) {
    guard let text else { return bindNull(index) }
    let isCopied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), isCopied)
  }

  /// Binds text that lasts as long as the program.
  func bind(_ index: Int32, _ text: StaticString) {
    bind(index, UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  func bind(_ index: Int32, _ number: Int) { sqlite3_bind_int64(statement, index, Int64(number)) }

  func bindNull(_ index: Int32) { sqlite3_bind_null(statement, index) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

  func isText(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_TEXT }

  func isInteger(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_INTEGER }

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  /// What is not UTF-8 in it is repaired.
  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  /// A text's bytes, until the next step. `sqlite3_column_text` would copy each, to end it with a NUL.
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_column_blob(statement, column)
    let count = Int(sqlite3_column_bytes(statement, column))
    return UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
  }
}

extension UnsafeBufferPointer<UInt8> {
  func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard let a = baseAddress, let b = other.baseAddress else { return true }
    return memcmp(a, b, count) == 0
  }

  /// Below zero when these bytes come before `other`, zero when they are equal: the order of SQLite's BINARY collation.
  func compare(_ other: UnsafeBufferPointer<UInt8>) -> Int {
    let shared = Swift.min(count, other.count)
    if shared > 0, let a = baseAddress, let b = other.baseAddress {
      let order = memcmp(a, b, shared)
      if order != 0 { return Int(order) }
    }
    return count - other.count
  }

  func isSame(as text: StaticString) -> Bool {
    isSame(as: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
