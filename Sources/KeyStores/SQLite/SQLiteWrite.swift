import CSQLite
import Glibc
import KeyPlanning

/// One plan's way into the database: a single transaction.
struct SQLiteWrite {
  let plan: ApprovedPlan
  let note: WriteNote
  let now: Timestamp
  let database: SQLiteFile
  /// Why the write is in no history; nil when it is in one.
  private(set) var unrecorded: String?
  /// What tells this write's state from all others.
  let token = SQLiteRevision.newToken()
  private(set) var ids: KeyIDs
  private(set) var backup: StoreBackup?
  /// How many rows there should be afterwards.
  private(set) var expectedCount = 0
  /// SQLite's counter after the commit, until another program writes.
  private var counter: UInt32 = 0

  /// Of the database as this write leaves it.
  var revision: String { SQLiteRevision.revision(token: token, counter: counter) }

  init(plan: ApprovedPlan, note: WriteNote, now: Timestamp, database: SQLiteFile) {
    self.plan = plan
    self.note = note
    self.now = now
    self.database = database
    ids = KeyIDs(now: now, after: nil)
  }

  mutating func run(_ kind: SQLiteFile.Kind) throws(StoreError) {
    let database = database.heedingSignals
    let connection = try database.open(readonly: false)
    try database.translated {
      if case .empty = kind { try connection.execute("PRAGMA page_size = 8192") }
      if kind.usesWAL { try connection.execute("PRAGMA journal_mode = DELETE") }
      // A removed key's bytes go too, however the library was built.
      try connection.execute("PRAGMA synchronous = EXTRA; PRAGMA cache_size = -32768; PRAGMA secure_delete = ON")
      try connection.transaction(.immediate) { try body(connection, kind.usesWAL) }
    }
  }

  private mutating func body(_ connection: SQLiteConnection, _ leavesWAL: Bool) throws {
    let path = database.place.given
    let current = try SQLiteRevision.current(connection, path: path)
    guard isExpected(current ?? StoreRevision.absent, leavesWAL) else { throw StoreError.stale(path: path) }
    try narrowMode()
    if current != nil, plan.keepsBackup { try backUp(connection) }
    let header = try SQLiteHeader(connection.handle)
    counter = header.changeCounter &+ 1
    try SQLiteSchema.migrate(connection, from: current == nil ? 0 : Int(header.version))
    // Hexadecimal digits.
    try connection.execute("UPDATE store SET revision = '\(token)'")
    // The journal is there now, and no key in it yet: whose is it?
    try database.checkSidecars()
    let count = try connection.integer("SELECT count(*) FROM keys") ?? 0
    expectedCount = plan.changes.reduce(count) { $0 + $1.growth }
    ids = KeyIDs(now: now, after: try connection.text("SELECT max(id) FROM keys"))
    var writer = SQLiteKeyWriter(connection.handle, ids: ids)
    do {
      unrecorded = try SQLiteHistory.own.begin(connection, plan)
      try plan.check(unrecorded, path: path)
      try writer.write(plan.changes, now: now)
      try SQLiteHistory.own.restore(connection, plan)
    } catch is RowMismatch {
      throw StoreError.stale(path: path)
    } catch let failure as SQLiteFailure where failure.code == SQLITE_CONSTRAINT | (6 << 8) {
      // SQLITE_CONSTRAINT_PRIMARYKEY: the secret that the plan creates is there.
      throw StoreError.stale(path: path)
    } catch let failure as SQLiteFailure where failure.code & 0xFF == SQLITE_CONSTRAINT {
      // The revision is the plan's, and our own constraints hold for every key: making the plan anew would not help.
      throw StoreError.corrupt(path: path, why: "a constraint that keyferry did not make refuses a row")
    }
    if unrecorded == nil { try remember(connection) }
    try HeldSignals.check(path)
  }

  private func remember(_ connection: SQLiteConnection) throws {
    let counts = ChangeCounts(plan.changes)
    let entry = HistoryEntry(time: now, note: note, counts: counts, keys: expectedCount)
    try SQLiteHistory.own.end(
      connection, entry, plan.purpose, revision: revision, made: ids.ends(of: counts.created))
  }

  /// Whether the database is as the plan saw it. Leaving WAL mode moved SQLite's counter, which says nothing in it.
  private func isExpected(_ revision: String, _ leavesWAL: Bool) -> Bool {
    guard leavesWAL else { return revision == plan.revision }
    return revision.prefix { $0 != "." } == plan.revision.prefix { $0 != "." }
  }

  /// Before the journal is made, which takes its mode from the database.
  private func narrowMode() throws(StoreError) {
    guard let file = try database.place.file(), file.permissions & 0o177 != 0 else { return }
    guard chmod(database.place.path, mode_t(file.permissions & 0o600)) == 0 else {
      throw systemError("narrow the mode", database.place.given)
    }
  }

  /// The file as it is: no write of this transaction has been made, and no other can be.
  private mutating func backUp(_ connection: SQLiteConnection) throws {
    let place = database.place
    let handle = connection.handle
    backup = try DurableFile.backUp(place, owner: try place.file(), at: now) { descriptor throws(StoreError) in
      try database.translated {
        try SQLiteHeader.forEachPiece(of: handle) { try writeAll($0, to: descriptor, path: place.given) }
      }
    }
  }
}

extension Change {
  /// How many rows this adds.
  var growth: Int {
    switch self {
    case .create, .restore(_, over: nil): 1
    case .remove: -1
    case .update, .keep, .restore: 0
    }
  }
}
