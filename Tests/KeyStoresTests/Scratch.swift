import Glibc
import KeyFacts
import KeyPlanning
import KeySecrets
import Synchronization
import TestSupport
import Testing

@testable import KeyStores

/// The kinds of store, which the contract suite runs on.
enum Kind: String, CaseIterable, CustomTestStringConvertible {
  case json, sqlite
  /// dj-stripe's table as a first and a last release make it, in an SQLite file.
  case djStripe24, djStripe211
  case postgresql
  /// The same table in PostgreSQL.
  case djStripe24PostgreSQL, djStripe211PostgreSQL

  /// Without PostgreSQL where no server is installed, as ``PostgreSQLTests`` then says.
  static var allCases: [Kind] { PostgreSQLServer.isUsable ? files + databases : files }
  /// Those that are a file.
  static let files: [Kind] = [.json, .sqlite, .djStripe24, .djStripe211]
  private static let databases: [Kind] = [.postgresql, .djStripe24PostgreSQL, .djStripe211PostgreSQL]
  /// Those with tables.
  static var inSQL: [Kind] { allCases.filter { $0 != .json } }
  static var postgreSQL: [Kind] { allCases.filter(\.isPostgreSQL) }
  /// Those in keyferry's own layout, which make their file themselves.
  static let own: [Kind] = [.json, .sqlite]

  /// Other programs' table, in which a row has no place for its occurrences.
  var djStripe: DjStripeShape? {
    switch self {
    case .djStripe24: .fresh24
    case .djStripe211: .numbered211
    default: nil
    }
  }

  private var postgreSQLShape: DjStripePostgreSQLShape? {
    switch self {
    case .djStripe24PostgreSQL: .fresh24
    case .djStripe211PostgreSQL: .numbered211
    default: nil
    }
  }

  var isDjStripe: Bool { djStripe != nil || postgreSQLShape != nil }
  var isPostgreSQL: Bool { Self.databases.contains(self) }
  /// Takes texts and keys that are not UTF-8 or have a NUL.
  var takesEveryByte: Bool { postgreSQLShape == nil }
  /// The table of keys, and what makes it.
  var table: String { isDjStripe ? "djstripe_apikey" : "keyferry_keys" }
  var making: String { postgreSQLShape?.sql ?? "" }

  var testDescription: String { rawValue }
  /// What lies in a scratch directory once there is a store.
  var entries: [String] { isPostgreSQL ? [] : ["keys"] }
  var permissions: UInt16? { isPostgreSQL ? nil : 0o600 }
}

/// A directory of one test's own, which goes with it.
final class Scratch {
  let path: String
  private let databases = Mutex<PostgreSQLDatabase?>(nil)

  init() {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/keyferry-test-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
  }

  deinit {
    for name in entries {
      // Through a link it would be the mode of something else: of a device, for all users of the machine.
      if !status(name).isLink { chmod(self[name], 0o700) }
      remove(self[name])
    }
    remove(path)
  }

  subscript(name: String) -> String { path + "/" + name }

  /// The names in it, sorted.
  var entries: [String] { Scratch.entries(of: path) }

  static func entries(of path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// - Returns: for another program's table, one that is there, and empty at first.
  func store(_ kind: Kind, _ name: String = "keys", lockTimeout: Double = 10) -> any KeyStore {
    var status = stat()
    if let shape = kind.djStripe, lstat(self[name], &status) != 0 { shape.make(self[name]) }
    return switch kind {
    case .json: JSONFileStore(path: self[name], lockTimeout: lockTimeout)
    case .sqlite: SQLiteStore(path: self[name], lockTimeout: lockTimeout)
    case .djStripe24, .djStripe211: DjStripeSQLiteStore(path: self[name], lockTimeout: lockTimeout)
    case .postgresql: postgreSQL(lockTimeout: lockTimeout)
    case .djStripe24PostgreSQL, .djStripe211PostgreSQL: madePostgreSQL(kind, lockTimeout: lockTimeout)
    }
  }

  func postgreSQL(
    user: String = "keyferry", host: String? = nil, lockTimeout: Double = 10
  ) -> PostgreSQLStore {
    let address = database.address(user: user, host: host)
    guard let address = try? PostgreSQLAddress(address, mayHoldPassword: false) else { preconditionFailure() }
    return PostgreSQLStore(address, lockTimeout: lockTimeout, backupDirectory: path)
  }

  /// With another program's tables, made at first.
  private func madePostgreSQL(_ kind: Kind, lockTimeout: Double) -> PostgreSQLStore {
    let isNew = databases.withLock { $0 == nil }
    if isNew { _ = try? database.psql(kind.making) }
    return postgreSQL(lockTimeout: lockTimeout)
  }

  /// Another program at work on the database.
  func connection() throws -> PostgreSQLConnection {
    let address = try #require(try PostgreSQLAddress(database.address(), mayHoldPassword: false))
    return try PostgreSQLConnection(address)
  }

  /// A database of this directory's own, made on first use.
  var database: PostgreSQLDatabase {
    databases.withLock { held in
      if let held { return held }
      do {
        let made = try PostgreSQLDatabase()
        held = made
        return made
      } catch {
        preconditionFailure("\(error)")
      }
    }
  }

  /// All that a store holds, whatever it lies in.
  func contents(_ kind: Kind) -> [UInt8] {
    guard kind.isPostgreSQL else { return bytes() }
    let store = kind.isDjStripe ? "" : "SELECT xmin, * FROM keyferry_store; "
    let sql = store + "SELECT xmin, * FROM \(kind.table) ORDER BY secret"
    return Array(((try? database.psql(sql)) ?? "").utf8)
  }

  func removeStore(_ kind: Kind) throws {
    guard kind.isPostgreSQL else {
      unlink(self["keys"])
      return
    }
    try database.psql(
      kind.isDjStripe
        ? "DROP TABLE djstripe_apikey"
        : "DROP TABLE keyferry_store, keyferry_keys, keyferry_keys_history, keyferry_keys_undo")
  }

  func write(_ name: String, _ text: String, mode: mode_t = 0o600) { write(name, Array(text.utf8), mode: mode) }

  func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o600) { Scratch.write(self[name], bytes, mode: mode) }

  static func write(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o600) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    _ = Glibc.write(descriptor, bytes, bytes.count)
    fchmod(descriptor, mode)
    close(descriptor)
  }

  func bytes(_ name: String = "keys") -> [UInt8] {
    let descriptor = open(self[name], O_RDONLY)
    defer { close(descriptor) }
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { return all }
      all += piece[..<count]
    }
  }

  func text(_ name: String = "keys") -> String { String(decoding: bytes(name), as: UTF8.self) }

  func status(_ name: String = "keys") -> stat {
    var status = stat()
    lstat(self[name], &status)
    return status
  }

  func mode(_ name: String = "keys") -> mode_t { status(name).st_mode & 0o7777 }
}

extension KeyFields {
  static func sample(
    _ seed: UInt64 = 1, type: KeyType = .secret, mode: KeyMode = .test, name: String = "STRIPE_TEST_SECRET_KEY",
    occurrences: [Occurrence]? = nil
  ) -> KeyFields {
    KeyFields(
      secret: TestKeys.secret(type, mode, seed: seed), type: type, livemode: mode.livemode, name: name,
      occurrences: occurrences ?? [Occurrence(source: ".env", line: Int(seed), setting: name)])
  }
}

extension Timestamp {
  static let first = Timestamp(microseconds: 1_795_417_200_000_001)
  static let second = Timestamp(microseconds: 1_795_417_260_000_000)
  static let third = Timestamp(microseconds: 1_795_417_320_000_000)
}

extension WriteNote {
  static let sample = WriteNote(
    author: Authorship(version: "0.1.0", command: "sync", user: "alice"), plan: "0123456789ab")
}

extension KeyStore {
  @discardableResult
  func apply(_ plan: ApprovedPlan, now: Timestamp) throws(StoreError) -> Receipt {
    try apply(plan, note: .sample, now: now)
  }

  /// Returns to before the last write.
  @discardableResult
  func undo(at now: Timestamp = .third) throws -> Receipt {
    try apply(.undoing(try Undo(of: try history(), on: try snapshot())), now: now)
  }

  /// Makes a plan of `changes` from what is there now, and carries it out.
  @discardableResult
  func write(_ changes: [Change], at now: Timestamp = .first, keepsBackup: Bool = false) throws -> Receipt {
    let revision = try snapshot().revision
    return try apply(.explicit(revision: revision, changes: changes, keepsBackup: keepsBackup), now: now)
  }

  @discardableResult
  func create(_ fields: KeyFields..., at now: Timestamp = .first) throws -> Receipt {
    try write(fields.map { .create($0) }, at: now)
  }
}

extension StoredKey {
  /// - Parameter kind: of the store: some have no room for occurrences.
  func says(_ fields: KeyFields, in kind: Kind = .json) -> Bool {
    secret == fields.secret && type == fields.type && livemode == fields.livemode
      && Array(name.utf8) == Array(fields.name.utf8) && account == fields.account
      && occurrences == (kind.isDjStripe ? [] : fields.occurrences)
  }
}
