import CSQLite
import Glibc
import KeyFacts
import KeyPlanning

/// One plan's way into dj-stripe's table: a single transaction.
///
/// The file is Django's: its journal mode, its permissions and its other tables stay as they are.
struct DjStripeSQLiteWrite {
  let plan: ApprovedPlan
  let note: WriteNote
  let now: Timestamp
  let database: SQLiteFile
  /// Why the write is in no history; nil when it is in one.
  private var unrecorded: String?
  private(set) var backup: StoreBackup?

  init(plan: ApprovedPlan, note: WriteNote, now: Timestamp, database: SQLiteFile) {
    self.plan = plan
    self.note = note
    self.now = now
    self.database = database
  }

  private var path: String { database.place.given }

  /// - Parameter connection: heeds signals.
  mutating func run(_ connection: SQLiteConnection) throws(StoreError) -> Receipt {
    let written = try database.heedingSignals.translated {
      // A removed key's bytes go too, however the library was built.
      try connection.execute("PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON")
      do {
        return try connection.transaction(.immediate) { try body(connection) }
      } catch let failure as SQLiteFailure where failure.isOfForeignKey {
        throw StoreError.unsuitable(path: path, why: missingRow)
      }
    }
    let remains = plan.purpose == .forget ? remains(connection) : nil
    let isThere = try database.translated {
      let seen = try look(connection, written.select)
      if seen == written.revision { return true }
      // Another writer came after. But what was there before is no rival's work, even where SQLite sees the file
      // changed under it.
      return try seen != plan.revision && Self.dataVersion(connection) != written.version
    }
    guard isThere else { throw .readBackDiffers(path: path) }
    return Receipt(backup: backup?.fact, revision: written.revision, unrecorded: unrecorded, remains: remains)
  }

  private func remains(_ connection: SQLiteConnection) -> String? {
    connection.overwriteWAL() ? nil : "what was forgotten lies in \(database.placesUntilCheckpoint)"
  }

  /// A state that was made, and how to see it again.
  private struct Written {
    let revision: String
    let select: DjStripeSQLiteSelect
    /// Moved by other connections' commits, and not by our own.
    let version: Int
  }

  /// The revision as a new connection would find it, without its reading of Django's whole schema: every page that
  /// SQLite keeps is let go, and the file read anew, which must still be the one at its path. A signal waits.
  ///
  /// - Returns: nil when another file is there, or a table that can't be read as ours was.
  private func look(_ connection: SQLiteConnection, _ select: DjStripeSQLiteSelect) throws -> String? {
    database.prepare(connection)
    sqlite3_db_release_memory(connection.handle)
    do {
      return try connection.transaction(.deferred) {
        let revision = try DjStripeSQLiteReader.revision(connection, select)
        return connection.hasMoved ? nil : revision
      }
    } catch let failure as SQLiteFailure where failure.code == SQLITE_ERROR {
      return nil
    }
  }

  private static func dataVersion(_ connection: SQLiteConnection) throws(SQLiteFailure) -> Int {
    try connection.integer("PRAGMA data_version") ?? 0
  }

  private mutating func body(_ connection: SQLiteConnection) throws -> Written {
    let before = try DjStripeSQLiteState(connection, path: path)
    guard before.revision == plan.revision else { throw StoreError.stale(path: path) }
    try before.layout.checkWidths(plan.changes, path: path)
    if plan.keepsBackup { backup = try backUp(before.keys) }
    var writer = DjStripeSQLiteWriter(connection.handle, state: before, now: now)
    do {
      unrecorded = try SQLiteHistory.djStripe.begin(connection, plan)
      try plan.check(unrecorded, path: path)
      try writer.write(plan.changes)
      try SQLiteHistory.djStripe.restore(connection, plan)
    } catch is RowMismatch {
      throw StoreError.stale(path: path)
    } catch is DjStripeMisfit {
      throw StoreError.stale(path: path)
    } catch let failure as SQLiteFailure where failure.code & 0xFF == SQLITE_CONSTRAINT && !failure.isOfForeignKey {
      throw refusal(before.keys)
    }
    let after = try DjStripeSQLiteState(connection, after: before, path: path)
    guard DjStripeReadBack.holds(after.keys, from: before.keys, plan.changes, ids: writer.ids, now: now) else {
      throw StoreError.readBackDiffers(path: path)
    }
    if unrecorded == nil { try remember(connection, after, madeIDs: Set(writer.ids)) }
    try HeldSignals.check(path)
    return Written(revision: after.revision, select: after.select, version: try Self.dataVersion(connection))
  }

  private func remember(_ connection: SQLiteConnection, _ after: DjStripeSQLiteState, madeIDs: Set<String>) throws {
    let entry = HistoryEntry(time: now, note: note, counts: ChangeCounts(plan.changes), keys: after.keys.count)
    let made = MadeRows(after.keys.compactMap { madeIDs.contains($0.id) ? $0.number : nil })
    try SQLiteHistory.djStripe.end(connection, entry, plan.purpose, revision: after.revision, made: made)
  }

  /// Why a foreign key refuses the plan: SQLite does not say which, and most only at the end.
  private var missingRow: String {
    let (removes, restores) = plan.changes.reduce(into: (false, false)) { found, change in
      switch change {
      case .remove: found.0 = true
      case .restore: found.1 = true
      case .create, .update, .keep: break
      }
    }
    let needed = "a row elsewhere needs a row that would go"
    let needs = "the account of a row that would come back is gone"
    let why = !restores ? needed : removes ? "\(needed), or \(needs)" : needs
    return why + "; nothing was written"
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

extension SQLiteFailure {
  /// SQLITE_CONSTRAINT_FOREIGNKEY.
  fileprivate var isOfForeignKey: Bool { code == SQLITE_CONSTRAINT | (3 << 8) }
}

extension SQLiteConnection {
  /// In WAL mode the pages of before lie in the database, and older ones beside it, until a checkpoint.
  ///
  /// - Returns: whether they are overwritten; others that can't do without them keep them where they are.
  func overwriteWAL() -> Bool { (try? integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0) ?? false }
}

extension SQLiteFile {
  /// Where pages of before lie while they are not overwritten, in a message's style.
  var placesUntilCheckpoint: String {
    let path = place.given.printable
    return "\(path) and \(path)-wal until SQLite's next checkpoint: another program is at work there"
  }
}
