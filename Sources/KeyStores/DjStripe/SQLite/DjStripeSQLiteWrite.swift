import GRDB
import GRDBSQLite
import Glibc
import KeyPlanning

/// One plan's way into dj-stripe's table: a single transaction.
///
/// The file is Django's: its journal mode, its permissions and its other tables stay as they are.
struct DjStripeSQLiteWrite {
  let plan: ApprovedPlan
  let now: Timestamp
  let database: SQLiteFile
  private(set) var backup: StoreBackup?

  init(plan: ApprovedPlan, now: Timestamp, database: SQLiteFile) {
    self.plan = plan
    self.now = now
    self.database = database
  }

  private var path: String { database.place.given }

  mutating func run() throws(StoreError) -> Receipt {
    let queue = try database.heedingSignals.open(readonly: false)
    defer { try? queue.close() }
    try database.heedingSignals.use(queue) { connection in
      // A removed key's bytes go too, however the library was built.
      try connection.execute(sql: "PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON")
    }
    var written: (revision: String, version: Int)?
    try database.heedingSignals.perform(queue, .immediate) { connection in written = try body(connection) }
    guard let written else { throw .readBackDiffers(path: path) }
    let seen = try look(queue)
    if seen != written.revision {
      // What was there before is no rival's work, even where SQLite sees the file changed under it.
      guard seen != plan.revision, try isFollowed(queue, since: written.version) else {
        throw .readBackDiffers(path: path)
      }
    }
    return Receipt(backup: backup?.fact, revision: written.revision)
  }

  /// The revision as a new connection would find it, without its reading of Django's whole schema: every page that
  /// SQLite keeps is let go, and the file read anew, which must still be the one at its path. A signal waits.
  ///
  /// - Returns: nil when another file is there.
  private func look(_ queue: DatabaseQueue) throws(StoreError) -> String? {
    try database.use(queue) { connection in
      let handle = try connection.pointer
      sqlite3_progress_handler(handle, 0, nil, nil)
      sqlite3_busy_timeout(handle, Int32(clamping: Int((database.lockTimeout * 1000).rounded(.up))))
      sqlite3_db_release_memory(handle)
    }
    return try database.perform(queue, .deferred) { connection in
      let state = try DjStripeSQLiteState(connection, path: path)
      var hasMoved: Int32 = 0
      sqlite3_file_control(try connection.pointer, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
      return hasMoved == 0 ? state.revision : nil
    }
  }

  /// Another writer came after: what this one wrote is gone from view.
  private func isFollowed(_ queue: DatabaseQueue, since version: Int) throws(StoreError) -> Bool {
    let now = try database.use(queue) { try Self.dataVersion($0) }
    return now != version
  }

  /// A number that other connections' commits move, and our own don't.
  private static func dataVersion(_ connection: Database) throws -> Int {
    try Int.fetchOne(connection, sql: "PRAGMA data_version") ?? 0
  }

  private mutating func body(_ connection: Database) throws -> (revision: String, version: Int) {
    let before = try DjStripeSQLiteState(connection, path: path)
    guard before.revision == plan.revision else { throw StoreError.stale(path: path) }
    try before.layout.checkWidths(plan.changes, path: path)
    if plan.keepsBackup { backup = try backUp(before.keys) }
    var writer = DjStripeSQLiteWriter(try connection.pointer, state: before, now: now)
    do {
      try writer.write(plan.changes)
    } catch is RowMismatch {
      throw StoreError.stale(path: path)
    } catch is DjStripeMisfit {
      throw StoreError.stale(path: path)
    } catch let failure as SQLiteFailure where failure.code & 0xFF == SQLITE_CONSTRAINT {
      throw refusal(before.keys)
    }
    let after = try DjStripeSQLiteState(connection, path: path)
    guard DjStripeReadBack.holds(after.keys, from: before.keys, plan.changes, ids: writer.ids, now: now) else {
      throw StoreError.readBackDiffers(path: path)
    }
    try HeldSignals.check(path)
    return (after.revision, try Self.dataVersion(connection))
  }

  /// A secret that is there already is a plan's mistake; anything else is a constraint of the project's own.
  private func refusal(_ stored: [StoredKey]) -> StoreError {
    let secrets = Set(stored.map(\.secret))
    let isThere = plan.changes.contains { change in
      if case .create(let fields) = change { return secrets.contains(fields.secret) }
      return false
    }
    return isThere
      ? .stale(path: path)
      : .unsuitable(path: path, why: "a constraint of \(DjStripeTables.keys) refuses a row; nothing was written")
  }

  /// The keys alone, as a key database of keyferry's own: what else is in the file is nobody's to copy.
  private func backUp(_ keys: [StoredKey]) throws(StoreError) -> StoreBackup {
    let place = database.place
    let bytes = JSONDocument.encode(DjStripeBackup.rows(keys))
    // Who may write the database need not be able to give a file to its owner.
    let owner = geteuid() == 0 ? try place.file() : nil
    return try DurableFile.backUp(place, owner: owner, at: now, ending: ".json") { descriptor throws(StoreError) in
      try bytes.withUnsafeBufferPointer { all throws(StoreError) in
        try writeAll(all, to: descriptor, path: path)
      }
    }
  }
}
