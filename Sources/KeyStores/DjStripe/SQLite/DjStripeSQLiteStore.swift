import GRDB
import GRDBSQLite
import Glibc
package import KeyPlanning

/// Keys in dj-stripe's own table, in an SQLite file that Django made.
///
/// - SeeAlso: `docs/decisions/djstripe-layout.md`.
package struct DjStripeSQLiteStore: KeyStore {
  package let location: String
  private let lockTimeout: Double

  /// - Parameter lockTimeout: seconds to wait while another process holds the database.
  package init(path: String, lockTimeout: Double) {
    self.location = path
    self.lockTimeout = lockTimeout
  }

  package func snapshot() throws(StoreError) -> StoreSnapshot {
    let place = try StorePlace(location)
    guard let file = try place.file() else { throw .system(step: "open", path: location, errno: ENOENT) }
    let state = try state(try database(place))
    return StoreSnapshot(
      location: location, revision: state.revision, exists: true, permissions: file.permissions, keys: state.keys,
      djStripe: state.layout.facts(accounts: state.accounts.all))
  }

  package func apply(_ plan: ApprovedPlan, now: Timestamp) throws(StoreError) -> Receipt {
    guard plan.writes else { return Receipt(backup: nil, revision: plan.revision) }
    let place = try StorePlace(location)
    guard let file = try place.file() else { throw .stale(path: location) }
    try place.checkWritable(file)
    return try HeldSignals.duringWrite { () throws(StoreError) in try write(plan, place, now) }
  }

  private func write(_ plan: ApprovedPlan, _ place: StorePlace, _ now: Timestamp) throws(StoreError) -> Receipt {
    let database = try database(place)
    var write = DjStripeSQLiteWrite(plan: plan, now: now, database: database)
    do throws(StoreError) {
      return try write.run()
    } catch {
      // A commit may have failed after it took hold: a copy goes only when what it is a copy of is still there.
      if let backup = write.backup, (try? state(database).revision) == plan.revision { backup.discard() }
      throw error
    }
  }

  /// SQLite's own check of the whole file, every key's row read, and its account looked for.
  package func checkIntegrity() throws(StoreError) {
    let place = try StorePlace(location)
    guard try place.file() != nil else { throw .system(step: "open", path: location, errno: ENOENT) }
    try read(try database(place)) { connection in
      guard try String.fetchOne(connection, sql: "PRAGMA integrity_check(1)") == "ok" else {
        throw StoreError.corrupt(path: location, why: "SQLite's integrity check found damage")
      }
      _ = try DjStripeSQLiteState(connection, path: location)
      let dangling = try Row.fetchOne(connection, sql: "PRAGMA foreign_key_check(\(DjStripeTables.keys))")
      guard dangling == nil else {
        throw StoreError.corrupt(
          path: location, why: "a key's account is not in \(DjStripeTables.accounts), where the next migrate will stop")
      }
    }
  }

  private func database(_ place: StorePlace) throws(StoreError) -> SQLiteFile {
    let database = SQLiteFile(place: place, lockTimeout: lockTimeout, isShared: true)
    try database.checkSidecars()
    return database
  }

  private func state(_ database: SQLiteFile) throws(StoreError) -> DjStripeSQLiteState {
    try read(database) { try DjStripeSQLiteState($0, path: location) }
  }

  /// Whether the file is in WAL mode, it says itself; a reader of such a file has to be able to write its index.
  private func read<Result>(
    _ database: SQLiteFile, _ body: (Database) throws -> Result
  ) throws(StoreError) -> Result {
    try database.read(.keys(usesWAL: try database.usesWAL()), body)
  }
}
