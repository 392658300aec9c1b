/// Texts in columns that take UTF-8 without NUL and no other bytes.
///
/// What is not so stands in hexadecimal behind `\x`, and so does what begins with that itself: each text has one form.
enum PostgreSQLText {
  private static let mark = Array(#"\x"#.utf8)

  static func needsMark(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if bytes.starts(with: mark) || bytes.contains(0) { return true }
    return !bytes.allSatisfy { $0 < 0x80 } && String(validating: bytes, as: UTF8.self) == nil
  }

  static func marked(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return mark + bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  /// What stands behind the mark; nil where there is none and the column's bytes are the text's.
  static func unmarked(_ column: UnsafeBufferPointer<UInt8>) throws(RowDamage) -> [UInt8]? {
    guard column.starts(with: mark) else { return nil }
    guard column.count.isMultiple(of: 2) else { throw RowDamage() }
    var bytes: [UInt8] = []
    for index in stride(from: 2, to: column.count, by: 2) {
      guard let high = hexadecimalDigit(column[index]), let low = hexadecimalDigit(column[index + 1]) else {
        throw RowDamage()
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}
