import CSQLite
import Glibc
import KeyFacts
import Synchronization

/// A database file: found, judged and opened. Nothing here changes one that is not ours.
struct SQLiteFile {
  let place: StorePlace
  let lockTimeout: Double
  /// Django's, whose other processes write it as other users may, and whose tables refer to one another.
  var isShared = false
  /// A signal ends what is done, as ``HeldSignals/duringWrite(_:)`` wants it before the commit and not after.
  private var heedsSignals = false

  init(place: StorePlace, lockTimeout: Double, isShared: Bool = false) {
    self.place = place
    self.lockTimeout = lockTimeout
    self.isShared = isShared
  }

  var heedingSignals: SQLiteFile {
    var file = self
    file.heedsSignals = true
    return file
  }

  /// Held while a file is made or opened.
  private static let opening = {
    keyferry_sqlite3_count_no_memory()
    return Mutex(())
  }()

  /// What a file turned out to be.
  enum Kind {
    /// Nothing in it yet: a first run that was killed, or an empty file that a person made.
    case empty
    case keys(usesWAL: Bool)

    /// Somebody put a file of ours in that mode.
    var usesWAL: Bool { if case .keys(usesWAL: true) = self { true } else { false } }
  }

  /// Tells whose the file is from its header.
  ///
  /// - Throws: for every file that is not ours, or not ours to understand.
  func kind() throws(StoreError) -> Kind {
    try checkSidecars()
    var header = try translated { try Self.header(place.path) }
    let path = place.given
    if header.isBlank, !header.isEmpty {
      if try linkStatus(place.path + "-journal", reportedAs: path) != nil { return .empty }
      // A first write may just have ended between the two looks.
      header = try translated { try Self.header(place.path) }
    }
    if header.isEmpty { return .empty }
    guard header.isSQLite else {
      throw .notKeyDatabase(path: path, why: "is not an SQLite database")
    }
    guard header.applicationID == SQLiteSchema.applicationID else {
      if header.version == 0, header.applicationID == 0, !header.usesWAL, tables()?.isEmpty == true {
        guard header.isUTF8 else { throw .notKeyDatabase(path: path, why: SQLiteHeader.otherEncoding) }
        return .empty
      }
      throw .notKeyDatabase(path: path, why: foreignReason)
    }
    guard header.version > 0 else { throw .corrupt(path: path, why: "its version is \(header.version)") }
    guard header.version <= SQLiteSchema.version else {
      throw .newerVersion(path: path, version: Int(header.version), supported: SQLiteSchema.version)
    }
    return .keys(usesWAL: header.usesWAL)
  }

  /// SQLite would follow a journal that somebody else put beside the database, or give them the keys in it.
  func checkSidecars() throws(StoreError) {
    let owner = try linkStatus(place.path, reportedAs: place.given)?.st_uid ?? geteuid()
    let isAnyones = isShared ? try !place.isOpenToAll() : false
    for suffix in ["-journal", "-wal", "-shm"] {
      guard let status = try linkStatus(place.path + suffix, reportedAs: place.given + suffix) else { continue }
      guard status.isRegular, status.st_nlink == 1, status.st_uid == owner || status.st_uid == geteuid() || isAnyones
      else {
        throw .unsuitable(path: place.given + suffix, why: "is not keyferry's or SQLite's own file")
      }
    }
  }

  /// Makes the file as an empty one that only its owner may read: SQLite would let all read it.
  ///
  /// No thread may open the file before our descriptor is closed, since closing it drops the process's locks on it.
  func create() throws(StoreError) {
    try Self.opening.withLock { _ throws(StoreError) in
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      let descriptor = retried { Glibc.open(place.path, flags, DurableFile.mode) }
      if descriptor < 0 && errno == EEXIST { return }
      guard descriptor >= 0 else { throw systemError("create", place.given) }
      // A umask may have taken what the owner needs.
      let isReady = fchmod(descriptor, DurableFile.mode) == 0
      let error = systemError("create", place.given)
      close(descriptor)
      if !isReady { throw error }
    }
  }

  func open(readonly: Bool) throws(StoreError) -> SQLiteConnection {
    try translated {
      let connection = try Self.opening.withLock { _ throws(SQLiteFailure) in
        try SQLiteConnection(place.path, readonly: readonly, wait: wait)
      }
      prepare(connection)
      // Django's tables call JSON_VALID in their checks, which some versions of SQLite would not trust.
      try connection.execute(isShared ? "PRAGMA foreign_keys = ON" : "PRAGMA trusted_schema = OFF")
      try connection.execute("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY")
      return connection
    }
  }

  private var wait: SQLiteWait { SQLiteWait(seconds: lockTimeout, heedsSignals: heedsSignals) }

  /// Has a connection wait for locks and heed signals as is wanted from here on.
  func prepare(_ connection: SQLiteConnection) {
    connection.wait = wait
    if heedsSignals {
      sqlite3_progress_handler(connection.handle, 10_000, { _ in HeldSignals.isPending ? 1 : 0 }, nil)
    } else {
      sqlite3_progress_handler(connection.handle, 0, nil, nil)
    }
  }

  /// Runs `body` in one read transaction. Only a write that was killed is undone on the way.
  func read<Result>(_ kind: Kind, _ body: (SQLiteConnection) throws -> Result) throws(StoreError) -> Result {
    if case .keys(usesWAL: false) = kind {
      do throws(StoreError) {
        return try read(by: try open(readonly: true), body)
      } catch .unsettled {
        // The journal of a killed write can only be played back by one who may write.
      }
    }
    return try read(by: try open(readonly: false), body)
  }

  private func read<Result>(
    by connection: SQLiteConnection, _ body: (SQLiteConnection) throws -> Result
  ) throws(StoreError) -> Result {
    try translated { try connection.transaction(.deferred) { try body(connection) } }
  }
}

extension SQLiteFile {
  private static func header(_ path: String) throws -> SQLiteHeader {
    var connection: OpaquePointer?
    let code = opening.withLock { _ in
      sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
    }
    defer { sqlite3_close(connection) }
    guard code == SQLITE_OK, let connection else {
      let failure = SQLiteFailure(code, on: connection)
      if failure.errno != 0 { throw StoreError.system(step: "open", path: "", errno: failure.errno) }
      throw failure
    }
    return try SQLiteHeader(connection)
  }

  private var foreignReason: String {
    guard let tables = tables() else { return "is another program's SQLite database" }
    if tables.contains(DjStripeTables.keys) { return "is a dj-stripe database, which --layout djstripe writes" }
    return "is another program's SQLite database"
  }

  /// Whether dj-stripe's table is in a file that is not one of ours.
  ///
  /// Nothing is written on the way, unless a journal or a WAL has to be looked into.
  func holdsDjStripe() throws(StoreError) -> Bool {
    let header = try translated { try Self.header(place.path) }
    guard header.isSQLite, header.applicationID != SQLiteSchema.applicationID else { return false }
    let wasSettled = try !isUnsettled()
    if let names = tables() {
      if names.contains(DjStripeTables.keys) { return true }
      // Who writes meanwhile leaves half a schema to those that take no lock, and may be done before the second look.
      if wasSettled, try !isUnsettled() { return false }
    }
    try checkSidecars()
    return try read(.keys(usesWAL: header.usesWAL)) { try $0.hasTable(DjStripeTables.keys) }
  }

  /// Whether the file is not one of ours, and can be read without a write to it or beside it.
  func isSettledAndForeign() throws(StoreError) -> Bool {
    let header = try translated { try Self.header(place.path) }
    guard header.isSQLite, header.applicationID != SQLiteSchema.applicationID, !header.usesWAL else { return false }
    return try !isUnsettled()
  }

  private func isUnsettled() throws(StoreError) -> Bool {
    for suffix in ["-journal", "-wal"] where try linkStatus(place.path + suffix, reportedAs: place.given) != nil {
      return true
    }
    return false
  }

  /// Whether the file is in WAL mode.
  ///
  /// - Throws: ``StoreError/notKeyDatabase(path:why:)`` for what is no SQLite file at all.
  func usesWAL() throws(StoreError) -> Bool {
    let header = try translated { try Self.header(place.path) }
    guard header.isSQLite else { throw .notKeyDatabase(path: place.given, why: "is not an SQLite database") }
    return header.usesWAL
  }

  /// The names of a foreign file's tables, read as from a file that nobody may write: no lock, no journal, no WAL.
  private func tables() -> [String]? {
    var uri = "file:"
    for byte in place.path.utf8 {
      let isPlain = byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") || Character(Unicode.Scalar(byte)).isLetter
      uri += isPlain && byte < 0x80 ? String(Unicode.Scalar(byte)) : "%" + byte.hexadecimal(width: 2)
    }
    var connection: OpaquePointer?
    defer { sqlite3_close(connection) }
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
    guard sqlite3_open_v2(uri + "?immutable=1", &connection, flags, nil) == SQLITE_OK, let connection else {
      return nil
    }
    // Nothing of the schema is run by reading its names, so that it need not be trusted.
    sqlite3_exec(connection, "PRAGMA cell_size_check = ON", nil, nil, nil)
    do throws(SQLiteFailure) {
      let statement = try SQLiteStatement(connection, "SELECT name FROM sqlite_schema")
      var names: [String] = []
      while try statement.step() { names.append(String(decoding: statement.bytes(0), as: UTF8.self)) }
      return names
    } catch {
      return nil
    }
  }

  /// Turns what SQLite and the system throw into places and codes.
  func translated<Result>(_ body: () throws -> Result) throws(StoreError) -> Result {
    do {
      return try body()
    } catch StoreError.system(let step, "", let errno) {
      throw .system(step: step, path: place.given, errno: errno)
    } catch let error as StoreError {
      throw error
    } catch let error as SQLiteFailure {
      throw storeError(error)
    } catch {
      throw .sqlite(path: place.given, code: SQLITE_ERROR, errno: 0)
    }
  }

  private func storeError(_ failure: SQLiteFailure) -> StoreError {
    switch failure.code & 0xFF {
    case SQLITE_INTERRUPT: .interrupted(path: place.given)
    case SQLITE_BUSY where heedsSignals && HeldSignals.isPending: .interrupted(path: place.given)
    case SQLITE_BUSY, SQLITE_LOCKED: .locked(path: place.given, seconds: lockTimeout)
    case SQLITE_CORRUPT where failure.errno != 0: .system(step: "read", path: place.given, errno: failure.errno)
    case SQLITE_CORRUPT: .corrupt(path: place.given, why: "SQLite finds it damaged")
    case SQLITE_NOTADB: .notKeyDatabase(path: place.given, why: "is not an SQLite database")
    // SQLITE_READONLY_RECOVERY, _CANTLOCK, _ROLLBACK and _CANTINIT; then _DIRECTORY.
    case SQLITE_READONLY where [1, 2, 3, 5].contains(failure.code >> 8): .unsettled(path: place.given)
    case SQLITE_READONLY where failure.code >> 8 == 6:
      .system(step: "make a journal beside", path: place.given, errno: EACCES)
    case SQLITE_READONLY where failure.code == SQLITE_READONLY:
      .system(step: "write to", path: place.given, errno: EACCES)
    case SQLITE_FULL: .system(step: "write", path: place.given, errno: ENOSPC)
    default: .sqlite(path: place.given, code: failure.code, errno: failure.errno)
    }
  }
}
