/// A word of a shell's line: `NAME="a b"$c` is one.
struct ShellWord {
  let range: Range<Int>
  /// Of an assignment.
  let name: Range<Int>?

  /// - Returns: nil where a quote or bracket is not closed.
  init?(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    guard let end = Self.end(from: start, in: bytes) else { return nil }
    range = start..<end
    var at = start
    while at < end, isWordByte(bytes[at]) { at += 1 }
    let isName = at > start && !(bytes[start] &- 0x30 < 10) && at < end && bytes[at] == UInt8(ascii: "=")
    name = isName ? start..<at : nil
  }

  func text(in bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func isLiteral(_ text: String, in bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes[range].elementsEqual(text.utf8) }

  /// What is assigned, and where it starts.
  func value(in bytes: UnsafeBufferPointer<UInt8>) -> (value: DotenvStatement.Value, start: Int) {
    let start = (name?.upperBound ?? range.lowerBound - 1) + 1
    let text = start..<range.upperBound
    guard let first = text.first, text.contains(where: { Self.isSpecial(bytes[$0]) }) else {
      return (.plain(text), start)
    }
    let quote = bytes[first]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""), text.count >= 2 else {
      return (.word(text), start)
    }
    let inner = first + 1..<text.upperBound - 1
    guard bytes[text.upperBound - 1] == quote, !inner.contains(where: { Self.isSpecial(bytes[$0]) }) else {
      return (.word(text), first + 1)
    }
    return (.quoted(inner, quote: quote, isRaw: true), first + 1)
  }

  private static func isSpecial(_ byte: UInt8) -> Bool { "'\"\\$`".utf8.contains(byte) }

  // MARK: where it ends

  private static func end(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var open: [UInt8] = []
    return walk(from: start, &open, in: bytes) { byte in
      switch byte {
      case 0x20, 0x09, 0x0A: true
      default: ";&|<>()".utf8.contains(byte)
      }
    }
  }

  /// Behind the bracket that closes the one at `start`; nil without one.
  static func closing(_ start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var open = [bytes[start]]
    return walk(from: start + 1, &open, in: bytes) { _ in true }
  }

  /// Walks on until nothing is open and `isEnd` says so, past quotes, `$( )`, `${ }` and backquotes.
  ///
  /// - Parameter open: what is open, innermost last.
  private static func walk(
    from start: Int, _ open: inout [UInt8], in bytes: UnsafeBufferPointer<UInt8>, until isEnd: (UInt8) -> Bool
  ) -> Int? {
    var at = start
    while at < bytes.count {
      let byte = bytes[at]
      let inner = open.last
      if inner == nil, isEnd(byte) { return at }
      switch byte {
      case UInt8(ascii: "\\"): at += 1
      case UInt8(ascii: "'") where inner != UInt8(ascii: "\"") && inner != UInt8(ascii: "`"):
        let isAnsi = at > start && bytes[at - 1] == UInt8(ascii: "$")
        guard let end = quoteEnd(at, hasEscapes: isAnsi, in: bytes) else { return nil }
        at = end
      case UInt8(ascii: "\""), UInt8(ascii: "`"):
        if inner == byte { open.removeLast() } else { open.append(byte) }
      case UInt8(ascii: "$") where at + 1 < bytes.count && "({".utf8.contains(bytes[at + 1]):
        at += 1
        open.append(bytes[at])
      case UInt8(ascii: "(") where inner == UInt8(ascii: "("): open.append(byte)
      case UInt8(ascii: ")") where inner == UInt8(ascii: "("): open.removeLast()
      case UInt8(ascii: "}") where inner == UInt8(ascii: "{"): open.removeLast()
      default: break
      }
      at += 1
    }
    return open.isEmpty ? bytes.count : nil
  }

  private static func quoteEnd(_ start: Int, hasEscapes: Bool, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var at = start + 1
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "'") { return at }
      at += hasEscapes && bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }
}
