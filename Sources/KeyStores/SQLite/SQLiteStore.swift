import Glibc
package import KeyPlanning

/// Keys in an SQLite file of keyferry's own layout.
package struct SQLiteStore: KeyStore {
  package let location: String
  private let lockTimeout: Double

  /// - Parameter lockTimeout: seconds to wait while another process holds the database.
  package init(path: String, lockTimeout: Double) {
    self.location = path
    self.lockTimeout = lockTimeout
  }

  package func snapshot() throws(StoreError) -> StoreSnapshot {
    let place = try StorePlace(location)
    guard let file = try place.file() else { return empty(nil) }
    guard file.st_size > 0 else { return empty(file) }
    let database = SQLiteFile(place: place, lockTimeout: lockTimeout)
    let held = try database.read(try database.kind()) { connection -> (String, [StoredKey])? in
      guard let revision = try state(connection) else { return nil }
      return (revision, try keys(connection, file))
    }
    guard let (revision, keys) = held else { return empty(file) }
    return StoreSnapshot(
      location: location, revision: revision, exists: true, permissions: file.permissions, keys: keys)
  }

  package func history() throws(StoreError) -> StoreHistory {
    let place = try StorePlace(location)
    guard let file = try place.file(), file.st_size > 0 else { return .absent }
    let database = SQLiteFile(place: place, lockTimeout: lockTimeout)
    return try database.read(try database.kind()) { connection in
      guard let revision = try state(connection) else { return .absent }
      return try SQLiteHistory.own.read(connection, revision: revision) { table in
        try SQLiteKeyReader.keys(connection.handle, estimate: 0, statement: SQLiteSchema.selectKeys(from: table))
      }
    }
  }

  package func apply(_ plan: ApprovedPlan, note: WriteNote, now: Timestamp) throws(StoreError) -> Receipt {
    guard plan.writes else { return Receipt(backup: nil, revision: plan.revision) }
    let place = try StorePlace(location)
    return try HeldSignals.duringWrite { () throws(StoreError) in try write(plan, place, note, now) }
  }

  private func write(
    _ plan: ApprovedPlan, _ place: StorePlace, _ note: WriteNote, _ now: Timestamp
  ) throws(StoreError) -> Receipt {
    let database = SQLiteFile(place: place, lockTimeout: lockTimeout)
    let kind = try prepare(database, plan)
    var write = SQLiteWrite(plan: plan, note: note, now: now, database: database)
    do throws(StoreError) {
      try write.run(kind)
      let revision = try readBack(write)
      return Receipt(backup: write.backup?.fact, revision: revision, unrecorded: write.unrecorded)
    } catch {
      // A commit may have failed after it took hold: a copy goes only when what it is a copy of is still there.
      if let backup = write.backup, (try? snapshot().revision) == plan.revision { backup.discard() }
      throw error
    }
  }

  /// SQLite's own check of the whole file, and every row read.
  package func checkIntegrity() throws(StoreError) {
    let place = try StorePlace(location)
    guard let file = try place.file(), file.st_size > 0 else { return }
    let database = SQLiteFile(place: place, lockTimeout: lockTimeout)
    try database.read(try database.kind()) { connection in
      guard try connection.text("PRAGMA integrity_check(1)") == "ok" else {
        throw StoreError.corrupt(path: location, why: "SQLite's integrity check found damage")
      }
      if try state(connection) != nil { _ = try keys(connection, file) }
    }
  }

  private func empty(_ file: stat?) -> StoreSnapshot {
    StoreSnapshot(
      location: location, revision: StoreRevision.absent, exists: false, permissions: file?.permissions, keys: [],
      isBare: file != nil)
  }

  private func state(_ connection: SQLiteConnection) throws -> String? {
    try SQLiteRevision.current(connection, path: location)
  }

  private func keys(_ connection: SQLiteConnection, _ file: stat) throws -> [StoredKey] {
    // A row with a key of today's length takes 350 bytes and more; a sparse file may claim any size.
    let estimate = min(Int(file.st_size) / 300, 1 << 20)
    return try damageTold { try SQLiteKeyReader.keys(connection.handle, estimate: estimate) }
  }

  private func damageTold<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch is RowDamage {
      throw StoreError.corrupt(path: location, why: "a row is no key's, or not in its place")
    } catch is JSONFailure {
      throw StoreError.corrupt(path: location, why: "a row's occurrences are damaged")
    }
  }

  /// All checks that need no lock, and the empty file of a first write.
  private func prepare(_ database: SQLiteFile, _ plan: ApprovedPlan) throws(StoreError) -> SQLiteFile.Kind {
    let file = try database.place.file()
    try database.place.checkWritable(file)
    try database.checkSidecars()
    if file == nil {
      guard plan.revision == StoreRevision.absent else { throw .stale(path: location) }
      try database.create()
    }
    return try database.kind()
  }

  /// - Returns: the revision that was read.
  private func readBack(_ write: SQLiteWrite) throws(StoreError) -> String {
    let database = write.database
    return try database.read(.keys(usesWAL: false)) { connection in
      guard let revision = try state(connection), revision != write.plan.revision else {
        throw StoreError.readBackDiffers(path: location)
      }
      // Another writer came after, keyferry or not: what this one wrote may be gone from view.
      guard revision == write.revision else { return write.revision }
      var readBack = SQLiteReadBack(ids: write.ids, now: write.now)
      guard try readBack.holds(connection.handle, write.plan.changes, count: write.expectedCount) else {
        throw StoreError.readBackDiffers(path: location)
      }
      return revision
    }
  }
}
