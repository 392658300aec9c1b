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

  /// No blank, quote, `#`, `$`, backslash or what is no ASCII.
  private static func isHarmless(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(text)
    var index = 0
    while index + 16 <= raw.count {
      let block = raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      let harmful =
        (block .< 0x25) .| (block .> 0x7E) .| (block .== UInt8(ascii: "'")) .| (block .== UInt8(ascii: "\\"))
        .| (block .== UInt8(ascii: "`"))
      if any(harmful) { return false }
      index += 16
    }
    while index < text.count {
      switch text[index] {
      case ..<0x25, 0x7F..., UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "`"): return false
      default: index += 1
      }
    }
    return true
  }
}
