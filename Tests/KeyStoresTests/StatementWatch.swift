import CSQLite
import Synchronization

@testable import KeyStores

/// Does something to a database's file right after its next COMMIT, within the process that committed: what a disk, a
/// person or another program may do before the write is looked at again.
final class StatementWatch: Sendable {
  private static let watches = Mutex<[String: @Sendable () -> Void]>([:])
  /// Every connection of this process is watched from its opening on; most for nothing.
  private static let isWatching: Bool = {
    let open:
      @convention(c) (OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, UnsafeRawPointer?)
        -> Int32 = { connection, _, _ in
          sqlite3_trace_v2(
            connection, UInt32(SQLITE_TRACE_PROFILE), StatementWatch.ended, UnsafeMutableRawPointer(connection))
          return SQLITE_OK
        }
    return sqlite3_auto_extension(unsafeBitCast(open, to: (@convention(c) () -> Void).self)) == SQLITE_OK
  }()

  private static let ended:
    @convention(c) (UInt32, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Int32 = {
      _, connection, statement, _ in
      guard let connection, let statement, let sql = sqlite3_sql(OpaquePointer(statement)),
        String(cString: sql).hasPrefix("COMMIT"), let path = sqlite3_db_filename(OpaquePointer(connection), "main"),
        // A reader's end is no write.
        sqlite3_total_changes(OpaquePointer(connection)) > 0
      else { return 0 }
      let action = watches.withLock { $0.removeValue(forKey: String(cString: path)) }
      action?()
      return 0
    }

  /// - Parameter path: absolute, and without a link in it.
  static func afterCommit(to path: String, _ action: @escaping @Sendable () -> Void) throws {
    guard isWatching else { throw SQLiteFailure(code: SQLITE_ERROR) }
    watches.withLock { $0[path] = action }
  }
}
