/// Why a store could not be read or written: places and codes, never content.
package enum StoreError: Error, Hashable, Sendable {
  /// A system call failed; `step` is what was being done: `open`, `create`, `write`, `sync`, `rename`, `lock`.
  /// `path` is the store's, or that of the file beside it which stands in the way.
  case system(step: String, path: String, errno: Int32)
  /// Another process holds the lock, and did for all of `seconds`.
  case locked(path: String, seconds: Double)
  /// A directory, FIFO, device; a file with several hard links; a place where others could plant files.
  case unsuitable(path: String, why: String)
  /// There is nothing at the store's path.
  case absent(path: String)
  /// Reading takes the right to write, which this user lacks: a journal, or a WAL, has to be looked into first.
  case unsettled(path: String)
  /// A file that is no key database.
  case notKeyDatabase(path: String, why: String)
  /// Written by a later keyferry.
  case newerVersion(path: String, version: Int, supported: Int)
  case corrupt(path: String, why: String)
  /// The store changed since the plan was made.
  case stale(path: String)
  /// SQLite failed with this extended result code, and the system with this number; zero when there is none.
  case sqlite(path: String, code: Int32, errno: Int32)
  /// dj-stripe's table lacks a column, or has one that keyferry can't fill.
  case unfitColumn(path: String, column: String, why: String)
  /// A text has more characters than its column in dj-stripe's table takes.
  case tooLong(path: String, setting: String, field: String, count: Int, limit: Int)
  /// What is noted of writes, or kept for an undo, can't be used, and what was asked for needs it.
  case historyUnusable(path: String, why: String)
  /// A signal ended the write, and nothing of it is left.
  case interrupted(path: String)
  /// No connection to PostgreSQL, for a reason in words of our own; libpq is not there when `why` is nil.
  case unreachable(path: String, why: String?)
  /// PostgreSQL answered with this SQLSTATE.
  case postgresql(path: String, state: String)
  /// The connection to PostgreSQL went away, and nothing was written.
  case connectionLost(path: String)
  /// The connection went away while the write was made to last, and the server could not be asked which state holds.
  case outcomeUnknown(path: String)
  /// A write took hold, and could then not be read back, for this reason.
  case notReadBack(path: String, why: String)
  /// What was read back is not what was written.
  case readBackDiffers(path: String)
}
