import KeyPlanning

/// One row of a COPY in binary form, field after field.
///
/// - SeeAlso: "Binary Format" under COPY in PostgreSQL's documentation.
struct PostgreSQLFields {
  private let piece: UnsafeBufferPointer<UInt8>
  private var offset = 0
  /// Microseconds from 1970 to 2000, where PostgreSQL's times begin.
  static let epoch: Int64 = 946_684_800_000_000

  /// - Parameter isFirst: the piece begins with the header of the whole.
  /// - Returns: nil for a piece that holds no row.
  init?(_ bytes: UnsafeRawBufferPointer, isFirst: Bool, count: Int16) throws(RowDamage) {
    piece = UnsafeBufferPointer(start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    if isFirst {
      // 11 bytes of a signature, 4 of flags, the length of what is to come one day.
      offset = 15
      offset += Int(try number(Int32.self))
      guard offset <= piece.count else { throw RowDamage() }
      if offset == piece.count { return nil }
    }
    let found = try number(Int16.self)
    if found == -1 { return nil }
    guard found == count else { throw RowDamage() }
  }

  /// The next field's bytes, until the next piece; nil for NULL.
  mutating func next() throws(RowDamage) -> UnsafeBufferPointer<UInt8>? {
    let length = Int(try number(Int32.self))
    if length == -1 { return nil }
    guard length >= 0, length <= piece.count - offset else { throw RowDamage() }
    defer { offset += length }
    return UnsafeBufferPointer(rebasing: piece[offset..<offset + length])
  }

  mutating func bytes() throws(RowDamage) -> UnsafeBufferPointer<UInt8> {
    guard let field = try next() else { throw RowDamage() }
    return field
  }

  /// A field of exactly a number's size.
  mutating func field<Number: FixedWidthInteger>(_ type: Number.Type) throws(RowDamage) -> Number {
    guard try number(Int32.self) == MemoryLayout<Number>.size else { throw RowDamage() }
    return try number(type)
  }

  mutating func time() throws(RowDamage) -> Timestamp {
    let (microseconds, isOver) = try field(Int64.self).addingReportingOverflow(Self.epoch)
    // Infinity, one way or the other.
    guard !isOver, microseconds != .min + Self.epoch else { throw RowDamage() }
    return Timestamp(microseconds: microseconds)
  }

  private mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(RowDamage) -> Number {
    let size = MemoryLayout<Number>.size
    guard piece.count - offset >= size else { throw RowDamage() }
    defer { offset += size }
    return Number(bigEndian: UnsafeRawBufferPointer(piece).loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}
