package import KeyPlanning

/// Keys in a PostgreSQL database.
package struct PostgreSQLStore: KeyStore {
  package let location: String
  let lockTimeout: Double
  /// Where copies of what a plan removes are kept.
  let backupDirectory: String
  private let address: PostgreSQLAddress
  private let chosenLayout: StoreLayout?

  /// - Parameters:
  ///   - lockTimeout: seconds to wait while others hold the keys.
  ///   - layout: nil takes dj-stripe's where its table is there, else keyferry's.
  package init(
    _ address: PostgreSQLAddress, lockTimeout: Double, layout: StoreLayout? = nil, backupDirectory: String = "."
  ) {
    self.address = address
    self.chosenLayout = layout
    self.location = address.shown
    self.lockTimeout = lockTimeout
    self.backupDirectory = backupDirectory
  }

  package func snapshot() throws(StoreError) -> StoreSnapshot {
    try translated {
      let connection = try connect()
      try connection.beginReading(lockTimeout: lockTimeout)
      var layout = try layout(connection)
      let held = try layout.read()
      try connection.commit()
      return StoreSnapshot(
        location: location, revision: held?.revision ?? StoreRevision.absent, exists: held != nil, permissions: nil,
        keys: held?.keys ?? [], djStripe: held?.djStripe, isBare: held == nil)
    }
  }

  package func history() throws(StoreError) -> StoreHistory {
    try translated {
      let connection = try connect()
      try connection.beginReading(lockTimeout: lockTimeout)
      var layout = try layout(connection)
      // Rows that can't be read leave the connection in the midst of them: it ends the transaction by its own end.
      return try layout.history()
    }
  }

  package func apply(_ plan: ApprovedPlan, note: WriteNote, now: Timestamp) throws(StoreError) -> Receipt {
    guard plan.writes else { return Receipt(backup: nil, revision: plan.revision) }
    var write = PostgreSQLWrite(plan: plan, note: note, now: now, store: self)
    do throws(StoreError) {
      return try HeldSignals.duringWrite { () throws(StoreError) in
        let revision = try translated { try write.run() }
        return Receipt(backup: write.backup?.fact, revision: revision, unrecorded: write.unrecorded)
      }
    } catch {
      // A copy goes only when what it is a copy of is still there.
      if write.backup != nil, (try? snapshot().revision) == plan.revision { write.discardBackup() }
      throw error
    }
  }

  /// Every row read, and no secret twice. The pages are the server's to check (`pg_amcheck`).
  package func checkIntegrity() throws(StoreError) {
    let keys = try snapshot().keys
    for (key, next) in zip(keys, keys.dropFirst()) where key.secret == next.secret {
      throw .corrupt(path: location, why: "a key is there twice, and its unique index does not know")
    }
  }

  package var takesTime: Bool { true }

  package var absence: StoreError { .notKeyDatabase(path: location, why: "has no table of keys") }

  /// The tables that hold the keys.
  func layout(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> any PostgreSQLLayout {
    let layout = if let chosenLayout { chosenLayout } else { try found(connection) }
    return switch layout {
    case .keyferry: PostgreSQLTables(connection, location: location)
    case .djstripe: DjStripePostgreSQLTables(connection, location: location)
    }
  }

  private func found(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> StoreLayout {
    try connection.run("SELECT to_regclass('djstripe_apikey') IS NOT NULL").text() == "t" ? .djstripe : .keyferry
  }

  func connect(heedsSignals: Bool = false) throws(PostgreSQLFailure) -> PostgreSQLConnection {
    try PostgreSQLConnection(address, heedsSignals: heedsSignals)
  }

  /// Turns what went wrong into places and codes.
  private func translated<Result>(_ body: () throws -> Result) throws(StoreError) -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let failure as PostgreSQLFailure {
      throw storeError(failure)
    } catch {
      throw .corrupt(path: location, why: "the server's answer can't be understood")
    }
  }

  private func storeError(_ failure: PostgreSQLFailure) -> StoreError {
    switch failure {
    case .noLibrary: .unreachable(path: location, why: nil)
    case .malformedAddress: .unreachable(path: location, why: StoreLocatorError.malformedAddress.reason)
    case .unreachable(let why): .unreachable(path: location, why: why)
    case .lost: .connectionLost(path: location)
    case .interrupted: .interrupted(path: location)
    case .refused(state: "55P03"): .locked(path: location, seconds: lockTimeout)
    case .refused(let state): .postgresql(path: location, state: state)
    }
  }
}
