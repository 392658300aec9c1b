import KeyFacts
import KeyPlanning
import KeySecrets

/// A row that does not say what a key's row must.
struct RowDamage: Error {}

/// Reads the table of keys: a million rows in half a second, with one allocation a row.
struct SQLiteKeyReader {
  /// Secrets lie side by side in blocks of about this size, and so do names.
  private static let blockSize = 1 << 18

  private var keys: [StoredKey] = []
  private var secrets: [UInt8] = []
  private var names: [UInt8] = []
  private var pending: [PendingKey] = []
  private var occurrences = OccurrenceText.Reader()
  private var lastTime: (text: [UInt8], time: Timestamp) = ([], Timestamp(microseconds: 0))

  /// A row whose secret's block is still being filled.
  struct PendingKey {
    let secret: Range<Int>
    let id: String
    let type: KeyType
    let livemode: Bool
    let created: Timestamp
    let updated: Timestamp
    let place: Place
  }

  /// What a row says of its name, account and occurrences.
  enum Place {
    /// The name is a range of `names`.
    case plain(name: Range<Int>, source: String, line: Int?)
    case other(name: String, account: String?, occurrences: [Occurrence])
  }

  /// The keys in the order of their secrets' bytes.
  ///
  /// - Parameter estimate: about how many there are, to make room for.
  /// - Throws: ``RowDamage``, for rows out of order too; `JSONFailure`.
  static func keys(
    _ connection: OpaquePointer, estimate: Int, statement sql: String = SQLiteSchema.selectKeys
  ) throws -> [StoredKey] {
    var reader = SQLiteKeyReader()
    reader.keys.reserveCapacity(estimate)
    let statement = try SQLiteStatement(connection, sql)
    while try statement.step() { try reader.read(statement) }
    reader.closeBlock()
    return reader.keys
  }

  private mutating func read(_ row: borrowing SQLiteStatement) throws {
    let secret = row.bytes(0)
    guard let id = String(validating: row.bytes(1), as: UTF8.self), !id.isEmpty,
      let type = KeyType(column: row.bytes(2)), isNext(secret)
    else { throw RowDamage() }
    if secrets.count + secret.count > Self.blockSize { closeBlock() }
    let start = secrets.count
    secrets.append(contentsOf: secret)
    pending.append(
      PendingKey(
        secret: start..<secrets.count, id: id, type: type, livemode: row.integer(3) != 0,
        created: try time(row.bytes(6)), updated: try time(row.bytes(7)), place: try place(row)))
  }

  private mutating func place(_ row: borrowing SQLiteStatement) throws -> Place {
    let bytes = row.bytes(4)
    if row.isNull(5), bytes.allSatisfy({ $0 < 0x80 }), let (source, line) = occurrences.plain(row.bytes(8), name: bytes)
    {
      let start = names.count
      names.append(contentsOf: bytes)
      return .plain(name: start..<names.count, source: source, line: line)
    }
    guard let name = String(validating: bytes, as: UTF8.self) else { throw RowDamage() }
    var account: String?
    if !row.isNull(5) {
      account = String(validating: row.bytes(5), as: UTF8.self)
      if account == nil { throw RowDamage() }
    }
    return .other(name: name, account: account, occurrences: try occurrences(row.bytes(8)))
  }

  /// Whether `secret` comes after the last one: in a damaged table rows may stand in any order, or twice.
  private func isNext(_ secret: UnsafeBufferPointer<UInt8>) -> Bool {
    // A block is closed only where a row follows at once, so that the last row is always here.
    guard let last = pending.last else { return true }
    return secrets.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[last.secret]).compare(secret) < 0 }
  }

  /// Rows that were written together have their times in common.
  private mutating func time(_ text: UnsafeBufferPointer<UInt8>) throws(RowDamage) -> Timestamp {
    if lastTime.text.withUnsafeBufferPointer({ $0.isSame(as: text) }) { return lastTime.time }
    guard let time = Timestamp(iso8601: text) else { throw RowDamage() }
    lastTime = (Array(text), time)
    return time
  }

  private mutating func closeBlock() {
    let bytes = SecretBytes(secrets)
    // A copy without the room to grow.
    let block = NameBlock(Array(names[...]))
    for row in pending { keys.append(StoredKey(row, in: bytes, block)) }
    pending.removeAll(keepingCapacity: true)
    secrets = []
    secrets.reserveCapacity(Self.blockSize)
    names.removeAll(keepingCapacity: true)
  }
}

extension StoredKey {
  convenience init(_ row: SQLiteKeyReader.PendingKey, in bytes: SecretBytes, _ names: NameBlock) {
    let secret = Secret(bytes, row.secret)
    switch row.place {
    case .plain(let name, let source, let line):
      self.init(
        id: row.id, secret: secret, type: row.type, livemode: row.livemode, name: name, in: names,
        created: row.created, updated: row.updated, source: source, line: line)
    case .other(let name, let account, let occurrences):
      self.init(
        id: row.id, secret: secret, type: row.type, livemode: row.livemode, name: name, account: account,
        created: row.created, updated: row.updated, occurrences: occurrences)
    }
  }
}

extension KeyType {
  /// By the name that the column holds.
  init?(column: UnsafeBufferPointer<UInt8>) {
    for type in [Self.secret, .publishable, .restricted] where column.isSame(as: type.columnText) {
      self = type
      return
    }
    return nil
  }

  /// The column's text; lasts as long as the program.
  var columnText: StaticString {
    switch self {
    case .secret: "secret"
    case .restricted: "restricted"
    case .publishable: "publishable"
    }
  }
}
