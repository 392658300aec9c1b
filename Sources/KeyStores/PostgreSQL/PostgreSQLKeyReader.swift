import KeyFacts
import KeyPlanning
import KeySecrets

/// Reads a table of keys as COPY hands it over, with few allocations a row.
struct PostgreSQLKeyReader {
  /// Secrets lie side by side in blocks of about this size.
  private static let blockSize = 1 << 18

  private(set) var keys: [StoredKey] = []
  /// Of the numbers of the transactions that wrote the rows.
  private(set) var writerSum: UInt64 = 0
  private var secrets: [UInt8] = []
  private var names: [UInt8] = []
  private var pending: [SQLiteKeyReader.PendingKey] = []
  private var occurrences = OccurrenceText.Reader()
  private var isInOrder = true
  private var isFirst = true

  /// Every row of keyferry's own table, in the order of the secrets' bytes.
  static func read(
    _ connection: PostgreSQLConnection, _ copy: String = PostgreSQLSchema.copyKeys
  ) throws -> PostgreSQLKeyReader {
    var reader = PostgreSQLKeyReader()
    try connection.run(copy)
    while try connection.receive({ piece in try reader.read(piece) }) {}
    reader.finish()
    return reader
  }

  private mutating func read(_ piece: UnsafeRawBufferPointer) throws {
    defer { isFirst = false }
    guard var row = try PostgreSQLFields(piece, isFirst: isFirst, count: 10) else { return }
    let secret = try row.bytes()
    guard let id = String(validating: try row.bytes(), as: UTF8.self), !id.isEmpty,
      let type = KeyType(column: try row.bytes())
    else { throw RowDamage() }
    let livemode = try row.field(UInt8.self) != 0
    let (name, account) = (try row.bytes(), try row.next())
    let (created, updated) = (try row.time(), try row.time())
    let occurrences = try row.bytes()
    writerSum += UInt64(try row.field(UInt32.self))
    // First, since it may begin new blocks.
    let range = try keep(secret)
    pending.append(
      SQLiteKeyReader.PendingKey(
        secret: range, id: id, type: type, livemode: livemode, created: created, updated: updated,
        place: try place(occurrences, name, account)))
  }

  private mutating func place(
    _ text: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>, _ account: UnsafeBufferPointer<UInt8>?
  ) throws -> SQLiteKeyReader.Place {
    if account == nil, name.first != UInt8(ascii: "\\"), name.allSatisfy({ $0 < 0x80 }),
      let (source, line) = occurrences.plain(text, name: name)
    {
      let start = names.count
      names.append(contentsOf: name)
      return .plain(name: start..<names.count, source: source, line: line)
    }
    return .other(
      name: try Self.text(name), account: try account.map { bytes throws(RowDamage) in try Self.text(bytes) },
      occurrences: try occurrences(text))
  }

  /// Puts a secret's bytes into the block.
  private mutating func keep(_ column: UnsafeBufferPointer<UInt8>) throws(RowDamage) -> Range<Int> {
    if let bytes = try PostgreSQLText.unmarked(column) {
      isInOrder = false
      return bytes.withUnsafeBufferPointer { add($0) }
    }
    if isInOrder, let last = pending.last {
      isInOrder = secrets.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[last.secret]).compare(column) < 0 }
    }
    return add(column)
  }

  private mutating func add(_ secret: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    if secrets.count + secret.count > Self.blockSize { closeBlock() }
    let start = secrets.count
    secrets.append(contentsOf: secret)
    return start..<secrets.count
  }

  private static func text(_ column: UnsafeBufferPointer<UInt8>) throws(RowDamage) -> String {
    if let bytes = try PostgreSQLText.unmarked(column) {
      guard let text = String(validating: bytes, as: UTF8.self) else { throw RowDamage() }
      return text
    }
    guard let text = String(validating: column, as: UTF8.self) else { throw RowDamage() }
    return text
  }

  private mutating func closeBlock() {
    let bytes = SecretBytes(secrets)
    let block = NameBlock(Array(names[...]))
    for row in pending { keys.append(StoredKey(row, in: bytes, block)) }
    pending.removeAll(keepingCapacity: true)
    secrets = []
    secrets.reserveCapacity(Self.blockSize)
    names.removeAll(keepingCapacity: true)
  }

  private mutating func finish() {
    closeBlock()
    // A table lies in the order in which it was written, which a first sync does by secret.
    if !isInOrder { keys.sort { $0.secret < $1.secret } }
  }
}
