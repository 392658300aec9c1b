import KeyFacts
import KeyPlanning
import KeySecrets

/// A row that does not say what a key's row must.
struct RowDamage: Error {}

/// Reads the table of keys: a million rows in half a second, with few allocations a row.
struct SQLiteKeyReader {
  /// Secrets lie side by side in blocks of about this size.
  private static let blockSize = 1 << 18

  private var keys: [StoredKey] = []
  private var block: [UInt8] = []
  private var pending: [PendingKey] = []
  private var occurrences = OccurrenceText.Reader()
  private var lastTime: (text: [UInt8], time: Timestamp) = ([], Timestamp(microseconds: 0))

  /// A row whose secret's block is still being filled.
  private struct PendingKey {
    let range: Range<Int>
    let id: String
    let type: KeyType
    let livemode: Bool
    let name: String
    let account: String?
    let created: Timestamp
    let updated: Timestamp
    let occurrences: [Occurrence]
  }

  /// The keys in the order of their secrets' bytes.
  ///
  /// - Parameter estimate: about how many there are, to make room for.
  /// - Throws: ``RowDamage``, for rows out of order too; `JSONFailure`.
  static func keys(_ connection: OpaquePointer, estimate: Int) throws -> [StoredKey] {
    var reader = SQLiteKeyReader()
    reader.keys.reserveCapacity(estimate)
    let statement = try SQLiteStatement(connection, SQLiteSchema.selectKeys)
    while try statement.step() { try reader.read(statement) }
    reader.closeBlock()
    return reader.keys
  }

  private mutating func read(_ row: borrowing SQLiteStatement) throws {
    let secret = row.bytes(0)
    let nameBytes = row.bytes(4)
    guard let id = String(validating: row.bytes(1), as: UTF8.self), !id.isEmpty,
      let type = KeyType(column: row.bytes(2)), let name = String(validating: nameBytes, as: UTF8.self)
    else { throw RowDamage() }
    var account: String?
    if !row.isNull(5) {
      account = String(validating: row.bytes(5), as: UTF8.self)
      if account == nil { throw RowDamage() }
    }
    guard isNext(secret) else { throw RowDamage() }
    if block.count + secret.count > Self.blockSize { closeBlock() }
    let start = block.count
    block.append(contentsOf: secret)
    pending.append(
      PendingKey(
        range: start..<block.count, id: id, type: type, livemode: row.integer(3) != 0, name: name, account: account,
        created: try time(row.bytes(6)), updated: try time(row.bytes(7)),
        occurrences: try occurrences(row.bytes(8), name: name, nameBytes: nameBytes)))
  }

  /// Whether `secret` comes after the last one: in a damaged table rows may stand in any order, or twice.
  private func isNext(_ secret: UnsafeBufferPointer<UInt8>) -> Bool {
    // A block is closed only where a row follows at once, so that the last row is always here.
    guard let last = pending.last else { return true }
    return block.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[last.range]).compare(secret) < 0 }
  }

  /// Rows that were written together have their times in common.
  private mutating func time(_ text: UnsafeBufferPointer<UInt8>) throws(RowDamage) -> Timestamp {
    if lastTime.text.withUnsafeBufferPointer({ $0.isSame(as: text) }) { return lastTime.time }
    guard let time = Timestamp(iso8601: text) else { throw RowDamage() }
    lastTime = (Array(text), time)
    return time
  }

  private mutating func closeBlock() {
    let bytes = SecretBytes(block)
    for row in pending {
      keys.append(
        StoredKey(
          id: row.id, secret: Secret(bytes, row.range), type: row.type, livemode: row.livemode, name: row.name,
          account: row.account, created: row.created, updated: row.updated, occurrences: row.occurrences))
    }
    pending.removeAll(keepingCapacity: true)
    block = []
    block.reserveCapacity(Self.blockSize)
  }
}

extension KeyType {
  /// By the name that the column holds.
  fileprivate init?(column: UnsafeBufferPointer<UInt8>) {
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
