import KeyPlanning

/// One plan's way into the database: a single transaction, tried again where others stand in its way.
struct PostgreSQLWrite {
  let plan: ApprovedPlan
  let note: WriteNote
  let now: Timestamp
  let store: PostgreSQLStore
  private(set) var backup: StoreBackup?
  /// The tables that the write went into, and the name of the state that it should have left.
  private var written: (layout: any PostgreSQLLayout, revision: String)?
  /// What names the transaction on the server.
  private var transaction = ""

  /// Deadlocks and serialization failures that are lived through.
  private static let mostAttempts = 5
  /// Seconds to wait for a server that went away at the last step.
  private static let patience = 15

  init(plan: ApprovedPlan, note: WriteNote, now: Timestamp, store: PostgreSQLStore) {
    self.plan = plan
    self.note = note
    self.now = now
    self.store = store
  }

  /// - Returns: the revision that was read back.
  mutating func run() throws -> String {
    for _ in 1..<Self.mostAttempts {
      do { return try attempt() } catch let failure as PostgreSQLFailure where failure.isPassing { discardBackup() }
    }
    return try attempt()
  }

  /// Why the write is in no history; nil when it is in one.
  var unrecorded: String? { written?.layout.unrecorded }

  func discardBackup() { backup?.discard() }

  private mutating func attempt() throws -> String {
    var connection = try store.connect(heedsSignals: true)
    try body(connection)
    try HeldSignals.check(store.location)
    connection.heedsSignals = false
    do throws(PostgreSQLFailure) { try connection.commit() } catch {
      guard error == .lost else { throw error }
      connection = try settle()
    }
    return try readBack(connection)
  }

  private mutating func body(_ connection: PostgreSQLConnection) throws {
    try connection.beginWriting(lockTimeout: store.lockTimeout)
    var layout = try store.layout(connection)
    guard try layout.lock() == plan.revision else { throw StoreError.stale(path: store.location) }
    if plan.keepsBackup, let old = try layout.read() { try backUp(old.ownRows) }
    transaction = try connection.transaction()
    do {
      try layout.write(plan, now: now)
    } catch is RowMismatch {
      throw StoreError.stale(path: store.location)
    }
    let revision = try layout.revision()
    try layout.remember(plan, note, revision: revision, now: now)
    written = (layout, revision)
  }

  private mutating func backUp(_ keys: [StoredKey]) throws(StoreError) {
    backup = try DurableFile.backUp(in: store.backupDirectory, at: now) { descriptor throws(StoreError) in
      try JSONDocument.encode(keys).withUnsafeBufferPointer { bytes throws(StoreError) in
        try writeAll(bytes, to: descriptor, path: store.backupDirectory)
      }
    }
  }

  /// After a commit that was sent and not answered: asks the server what became of it.
  private func settle() throws -> PostgreSQLConnection {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while deadline > .now {
      if let connection = try? store.connect(), let tookHold = try? connection.tookHold(transaction) {
        guard tookHold else { throw PostgreSQLFailure.lost }
        return connection
      }
      StoreLock.pause(milliseconds: 100)
    }
    throw StoreError.outcomeUnknown(path: store.location)
  }

  private func readBack(_ connection: PostgreSQLConnection) throws -> String {
    guard let written else { throw StoreError.readBackDiffers(path: store.location) }
    do {
      try connection.beginReading(lockTimeout: store.lockTimeout)
      var layout = try store.layout(connection)
      let found = try layout.read()
      try connection.commit()
      // Who only forgets what was kept leaves the keys at their revision.
      guard plan.purpose == .forget || found?.revision != plan.revision else {
        throw StoreError.readBackDiffers(path: store.location)
      }
      // Another writer came after: its plan was made from what this one wrote, which is gone from view.
      guard let found, found.revision == written.revision else { return written.revision }
      guard written.layout.holds(found.keys, plan.changes, now: now) else {
        throw StoreError.readBackDiffers(path: store.location)
      }
      return found.revision
    } catch let failure as PostgreSQLFailure {
      throw StoreError.notReadBack(path: store.location, why: failure.reason)
    }
  }
}
