import Glibc
package import KeyPlanning
import Synchronization

/// Keys in dj-stripe's own table, in an SQLite file that Django made.
///
/// - SeeAlso: `docs/decisions/djstripe-layout.md`.
package final class DjStripeSQLiteStore: KeyStore {
  package let location: String
  private let lockTimeout: Double
  /// That of the last snapshot, for the write that follows: another would have Django's whole schema to parse anew.
  private let kept = Mutex<SQLiteConnection?>(nil)

  /// - Parameter lockTimeout: seconds to wait while another process holds the database.
  package init(path: String, lockTimeout: Double) {
    self.location = path
    self.lockTimeout = lockTimeout
  }

  package func snapshot() throws(StoreError) -> StoreSnapshot {
    let place = try StorePlace(location)
    guard let file = try place.file() else { throw .absent(path: location) }
    let state = try state(try database(place), keepsConnection: true)
    return StoreSnapshot(
      location: location, revision: state.revision, exists: true, permissions: file.permissions, keys: state.keys,
      djStripe: state.layout.facts(accounts: state.accounts.all))
  }

  package func history() throws(StoreError) -> StoreHistory {
    let place = try StorePlace(location)
    guard try place.file() != nil else { throw .absent(path: location) }
    return try read(try database(place)) { connection in
      let state = try DjStripeSQLiteState(connection, path: location)
      return try SQLiteHistory.djStripe.read(connection, revision: state.revision) { table in
        try state.rows(of: table, connection)
      }
    }
  }

  package func apply(_ plan: ApprovedPlan, note: WriteNote, now: Timestamp) throws(StoreError) -> Receipt {
    guard plan.writes else { return Receipt(backup: nil, revision: plan.revision) }
    let place = try StorePlace(location)
    guard let file = try place.file() else { throw .stale(path: location) }
    try place.checkWritable(file)
    return try HeldSignals.duringWrite { () throws(StoreError) in try write(plan, place, note, now) }
  }

  private func write(
    _ plan: ApprovedPlan, _ place: StorePlace, _ note: WriteNote, _ now: Timestamp
  ) throws(StoreError) -> Receipt {
    let database = try database(place)
    var write = DjStripeSQLiteWrite(plan: plan, note: note, now: now, database: database)
    do throws(StoreError) {
      return try write.run(try connection(to: database))
    } catch {
      // A commit may have failed after it took hold: a copy goes only when what it is a copy of is still there.
      if let backup = write.backup, (try? state(database).revision) == plan.revision { backup.discard() }
      throw error
    }
  }

  package func overwriteRemains() throws(StoreError) -> String? {
    let place = try StorePlace(location)
    guard try place.file() != nil else { throw .absent(path: location) }
    let database = try database(place)
    guard try database.usesWAL() else { return nil }
    let connection = try database.open(readonly: false)
    // Some versions of SQLite look into no WAL for a checkpoint that they have not looked into before.
    _ = try database.translated { try connection.hasTable(DjStripeTables.keys) }
    return connection.overwriteWAL() ? nil : "what was kept before may lie in \(database.placesUntilCheckpoint)"
  }

  /// SQLite's own check of the whole file, every key's row read, and its account looked for.
  package func checkIntegrity() throws(StoreError) {
    let place = try StorePlace(location)
    guard try place.file() != nil else { throw .absent(path: location) }
    try read(try database(place)) { connection in
      guard try connection.text("PRAGMA integrity_check(1)") == "ok" else {
        throw StoreError.corrupt(path: location, why: "SQLite's integrity check found damage")
      }
      _ = try DjStripeSQLiteState(connection, path: location)
      guard try connection.text("PRAGMA foreign_key_check(\(DjStripeTables.keys))") == nil else {
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

  private func state(
    _ database: SQLiteFile, keepsConnection: Bool = false
  ) throws(StoreError) -> DjStripeSQLiteState {
    try read(database, keepsConnection: keepsConnection) { try DjStripeSQLiteState($0, path: location) }
  }

  private func read<Result>(
    _ database: SQLiteFile, keepsConnection: Bool = false, _ body: (SQLiteConnection) throws -> Result
  ) throws(StoreError) -> Result {
    let usesWAL = try database.usesWAL()
    let connection = try database.open(readonly: false)
    let result = try database.translated { try connection.transaction(.deferred) { try body(connection) } }
    // The last to close a file in WAL mode removes what lies beside it.
    if keepsConnection, !usesWAL { kept.withLock { $0 = connection } }
    return result
  }

  /// The snapshot's, as long as its file is still the one at the path.
  private func connection(to database: SQLiteFile) throws(StoreError) -> SQLiteConnection {
    let last = kept.withLock { kept in
      defer { kept = nil }
      return kept
    }
    guard let last, !last.hasMoved else { return try database.heedingSignals.open(readonly: false) }
    database.heedingSignals.prepare(last)
    return last
  }
}
