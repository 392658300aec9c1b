import KeyFacts
import KeyPlanning
import KeySecrets

/// The statement that reads the table of keys.
struct DjStripeSQLiteSelect {
  let sql: String
  let columnCount: Int32

  static let known: [DjStripeField] = [
    .number, .id, .type, .livemode, .name, .secret, .owner, .created, .updated,
  ]

  /// Those that are known come first, in the order of ``known``.
  ///
  /// - Parameters:
  ///   - columns: the names of all.
  ///   - table: that of the keys, or a copy of it.
  init(_ columns: [String], from table: String = DjStripeTables.keys) {
    let known = Self.known.map(\.column)
    let names = known + columns.filter { !known.contains($0) }
    columnCount = Int32(names.count)
    let list = names.map(\.sqliteName).joined(separator: ", ")
    sql = "SELECT \(list) FROM \(table) ORDER BY secret COLLATE BINARY"
  }
}

/// Reads the table of keys once, and takes its digest on the way: of all columns of all rows, and of how it was made.
struct DjStripeSQLiteReader {
  private static let blockSize = 1 << 18
  private let connection: SQLiteConnection
  private let select: DjStripeSQLiteSelect
  private var digest: [UInt8] = []
  private var block: [UInt8] = []

  init(_ connection: SQLiteConnection, _ select: DjStripeSQLiteSelect) throws(SQLiteFailure) {
    self.connection = connection
    self.select = select
    let schema = try SQLiteStatement(
      connection.handle, "SELECT sql FROM sqlite_schema WHERE tbl_name = '\(DjStripeTables.keys)' ORDER BY name")
    while try schema.step() { add(schema.bytes(0)) }
  }

  /// Of all that was read.
  var revision: String { StoreRevision.digest(of: digest + block) }

  /// What ``revision`` will be when all rows are read, without their keys.
  static func revision(_ connection: SQLiteConnection, _ select: DjStripeSQLiteSelect) throws(SQLiteFailure) -> String {
    var reader = try DjStripeSQLiteReader(connection, select)
    let row = try SQLiteStatement(connection.handle, select.sql)
    while try row.step() { reader.add(row) }
    return reader.revision
  }

  /// In the order of their secrets' bytes.
  ///
  /// - Parameter areKept: they are rows that would be put back as they are. A mode that is none, which Django and SQLite read
  ///   each in its own way, must then be the key's own.
  mutating func keys(of accounts: DjStripeAccounts, areKept: Bool = false) throws -> [StoredKey] {
    var keys: [StoredKey] = []
    let row = try SQLiteStatement(connection.handle, select.sql)
    while try row.step() {
      let key = try Self.key(row, of: accounts)
      if let last = keys.last, !(last.secret < key.secret) {
        throw DjStripeRowDamage(column: "secret", why: "is there twice, or out of order")
      }
      if areKept, !Self.isMode(row), StripeKey(stored: key.secret)?.mode.livemode != key.livemode {
        throw DjStripeRowDamage(column: DjStripeField.livemode.column, why: "is neither 0 nor 1, nor its key's")
      }
      keys.append(key)
      add(row)
    }
    return keys
  }

  private static func key(
    _ row: borrowing SQLiteStatement, of accounts: DjStripeAccounts
  ) throws(DjStripeRowDamage) -> StoredKey {
    let secret = Secret(Array(row.bytes(5)))
    return StoredKey(
      id: try text(row, 1, .id), secret: secret, type: KeyType(djStripe: try text(row, 2, .type), secret: secret),
      livemode: row.integer(3) != 0, name: try text(row, 4, .name), account: accounts.account(try owner(row)),
      created: try time(row, 7, .created), updated: try time(row, 8, .updated), occurrences: [],
      number: Int64(row.integer(0)))
  }

  private static func isMode(_ row: borrowing SQLiteStatement) -> Bool {
    row.isInteger(3) && 0...1 ~= row.integer(3)
  }

  private static func owner(_ row: borrowing SQLiteStatement) throws(DjStripeRowDamage) -> DjStripeOwner? {
    if row.isNull(6) { return nil }
    return row.isInteger(6) ? .number(Int64(row.integer(6))) : .id(try text(row, 6, .owner))
  }

  private static func text(
    _ row: borrowing SQLiteStatement, _ column: Int32, _ field: DjStripeField
  ) throws(DjStripeRowDamage) -> String {
    guard let text = String(validating: row.bytes(column), as: UTF8.self) else {
      throw DjStripeRowDamage(column: field.column, why: "is not UTF-8")
    }
    return text
  }

  private static func time(
    _ row: borrowing SQLiteStatement, _ column: Int32, _ field: DjStripeField
  ) throws(DjStripeRowDamage) -> Timestamp {
    guard let time = Timestamp(djStripe: row.bytes(column)) else {
      throw DjStripeRowDamage(column: field.column, why: "is no time")
    }
    return time
  }

  private mutating func add(_ row: borrowing SQLiteStatement) {
    for column in 0..<select.columnCount {
      block.append(row.isNull(column) ? 0 : 1)
      add(row.bytes(column))
    }
  }

  /// A text behind its length, so that no two rows run into one another.
  private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { block.append(contentsOf: $0) }
    block.append(contentsOf: bytes)
    if block.count > Self.blockSize {
      digest = sha256(digest + block)
      block.removeAll(keepingCapacity: true)
    }
  }
}

/// A row that neither keyferry nor dj-stripe could make sense of.
struct DjStripeRowDamage: Error {
  let column: String
  let why: String
}
