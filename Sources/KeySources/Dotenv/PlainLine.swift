/// Tells a line that every loader reads alike by a look at its bytes.
enum PlainLine {
  /// Whether a statement is `NAME=value` or `NAME="value"` on a line of its own, all letters, digits and signs that mean
  /// nothing to any loader.
  static func isPlain(_ statement: DotenvStatement, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let (name, start) = (statement.name, statement.extent.lowerBound)
    guard name.lowerBound == start, start == 0 || bytes[start - 1] == 0x0A else { return false }
    let value: Range<Int>
    var end: Int
    switch statement.value {
    case .plain(let range):
      guard range.lowerBound == name.upperBound + 1 else { return false }
      (value, end) = (range, range.upperBound)
    case .quoted(let range, _, isRaw: true):
      guard range.lowerBound == name.upperBound + 2 else { return false }
      (value, end) = (range, range.upperBound + 1)
    default: return false
    }
    guard name.upperBound < bytes.count, bytes[name.upperBound] == UInt8(ascii: "="), end <= bytes.count else {
      return false
    }
    if end + 1 < bytes.count, bytes[end] == 0x0D { end += 1 }
    guard end == bytes.count || bytes[end] == 0x0A else { return false }
    return bytes[name].allSatisfy(isWordByte) && isHarmless(UnsafeBufferPointer(rebasing: bytes[value]))
  }

  /// No blank, quote, `#`, `$`, backslash or what is no ASCII; eight bytes at a time, since most values are long.
  private static func isHarmless(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = UnsafeRawPointer(text.baseAddress), text.count >= 8 else { return text.allSatisfy(isHarmless) }
    var index = 0
    while index + 8 <= text.count {
      if !isHarmless(base.loadUnaligned(fromByteOffset: index, as: UInt64.self)) { return false }
      index += 8
    }
    // The last eight, some of them for the second time.
    return isHarmless(base.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self))
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Adding to bytes below 0x80 sets the high bit of those that are large enough, and carries into no other.
  private static func isHarmless(_ word: UInt64) -> Bool {
    guard (word | (word &+ ones)) & highBits == 0 else { return false }
    let printable = word &+ 0x5B &* ones
    let quote = (word ^ 0x27 &* ones) &+ 0x7F &* ones
    let backslash = (word ^ 0x5C &* ones) &+ 0x7F &* ones
    let backquote = (word ^ 0x60 &* ones) &+ 0x7F &* ones
    return printable & quote & backslash & backquote & highBits == highBits
  }

  private static func isHarmless(_ byte: UInt8) -> Bool {
    switch byte {
    case ..<0x25, 0x7F..., UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "`"): false
    default: true
    }
  }
}
