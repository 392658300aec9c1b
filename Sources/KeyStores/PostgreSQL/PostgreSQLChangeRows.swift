import KeyPlanning

/// Rows on their way into a table by COPY in binary form.
///
/// - SeeAlso: "Binary Format" under COPY in PostgreSQL's documentation.
struct PostgreSQLChangeRows {
  private var bytes: [UInt8]
  private let fieldCount: Int16

  private static let pieceSize = 1 << 18
  private static let header = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)

  /// - Parameter fields: in each row, its kind counted.
  init(fields: Int) {
    fieldCount = Int16(fields)
    bytes = Self.header
    bytes.reserveCapacity(Self.pieceSize + 1 << 14)
  }

  /// A row's first field: `+` made, `~` changed, `@` changed and given an account, `-` removed.
  mutating func begin(_ kind: Unicode.Scalar) {
    append(bigEndian: fieldCount)
    append(length: 1)
    bytes.append(UInt8(ascii: kind))
  }

  mutating func appendNull() { append(length: -1) }

  mutating func append(_ truth: Bool) {
    append(length: 1)
    bytes.append(truth ? 1 : 0)
  }

  mutating func append(_ number: Int64) {
    append(length: 8)
    append(bigEndian: number)
  }

  mutating func append(_ time: Timestamp?) {
    guard let time else { return appendNull() }
    append(time.microseconds - PostgreSQLFields.epoch)
  }

  mutating func append(_ text: StaticString) {
    append(raw: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(raw text: UnsafeBufferPointer<UInt8>) {
    append(length: text.count)
    bytes.append(contentsOf: text)
  }

  mutating func append(raw text: String) {
    var text = text
    text.withUTF8 { append(raw: $0) }
  }

  mutating func append(raw text: [UInt8]) { text.withUnsafeBufferPointer { append(raw: $0) } }

  /// A text that may be one that its column can't hold as it is: see ``PostgreSQLText``.
  mutating func append(marked text: UnsafeBufferPointer<UInt8>) {
    guard PostgreSQLText.needsMark(text) else { return append(raw: text) }
    append(raw: PostgreSQLText.marked(text))
  }

  mutating func append(marked text: String) {
    var text = text
    text.withUTF8 { append(marked: $0) }
  }

  /// A text whose length is known once it is there.
  mutating func append(_ body: (inout [UInt8]) -> Void) {
    let start = bytes.count
    append(length: 0)
    body(&bytes)
    withUnsafeBytes(of: Int32(bytes.count - start - 4).bigEndian) { length in
      for (index, byte) in length.enumerated() { bytes[start + index] = byte }
    }
  }

  mutating func sendIfFull(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
    if bytes.count >= Self.pieceSize { try send(connection) }
  }

  /// - Returns: how many rows arrived.
  mutating func finish(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> Int {
    append(bigEndian: Int16(-1))
    try send(connection)
    return try connection.endSending()
  }

  private mutating func send(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
    try bytes.withUnsafeBufferPointer { piece throws(PostgreSQLFailure) in try connection.send(piece) }
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func append(length: Int) { append(bigEndian: Int32(length)) }

  private mutating func append(bigEndian number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
