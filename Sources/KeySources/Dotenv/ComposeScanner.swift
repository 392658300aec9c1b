/// Reads definitions as docker compose does: `=` or `:` after a name, values in quotes over several lines.
///
/// - SeeAlso: `dotenv/parser.go` of compose-go.
struct ComposeScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int
  private var places: PlaceCursor

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = ByteOrderMark.length(in: bytes)
    places = PlaceCursor(bytes, offset: position)
  }

  mutating func next() -> DotenvStatement? {
    while true {
      position = BlankSet.go.skip(from: position, to: bytes.count, in: bytes)
      guard position < bytes.count else { return nil }
      guard bytes[position] == UInt8(ascii: "#") else { return statement() }
      position = lineEnd(from: position)
    }
  }

  private mutating func statement() -> DotenvStatement {
    let start = position
    let place = places.advance(to: start)
    func bad(_ reason: String) -> DotenvStatement {
      DotenvStatement(.fatal(reason), at: place, extent: start..<lineEnd(from: start))
    }
    let nameStart = afterExport()
    guard let sign = endOfName(from: nameStart) else { return bad("a character that no name may have") }
    let name = BlankSet.go.trimmedEnd(nameStart..<sign, in: bytes)
    if name.contains(where: { bytes[$0] == 0x20 }) { return bad("a blank in the name") }
    guard sign < bytes.count, bytes[sign] != 0x0A else {
      position = min(sign + 1, bytes.count)
      return DotenvStatement(
        name: name, value: .absent, line: place.line, column: place.column, extent: start..<position)
    }
    let at = BlankSet.compose.skip(from: sign + 1, to: bytes.count, in: bytes)
    let isQuoted = at < bytes.count && (bytes[at] == UInt8(ascii: "'") || bytes[at] == UInt8(ascii: "\""))
    guard let value = isQuoted ? quoted(at) : plain(at) else { return bad("value without its closing quote") }
    let valuePlace = places.advance(to: isQuoted ? at + 1 : at)
    return DotenvStatement(
      name: name, value: value, line: valuePlace.line, column: valuePlace.column,
      extent: start..<(isQuoted ? lineEnd(from: position) : position))
  }

  private func afterExport() -> Int {
    guard bytes[position...].starts(with: "export".utf8), position + 6 < bytes.count,
      BlankSet.ascii.length(at: position + 6, in: bytes) > 0
    else { return position }
    let line = BlankSet.ascii.skip(from: position + 6, to: bytes.count, in: bytes)
    return BlankSet.compose.skip(from: line, to: bytes.count, in: bytes)
  }

  /// Where the `=`, `:` or line's end behind a name is; nil for a character that no name may have.
  private func endOfName(from start: Int) -> Int? {
    var at = start
    while at < bytes.count {
      let blank = BlankSet.compose.length(at: at, in: bytes)
      if blank > 0 {
        at += blank
        continue
      }
      switch bytes[at] {
      case UInt8(ascii: "="), UInt8(ascii: ":"), 0x0A: return at
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "]"): at += 1
      case let byte where isWordByte(byte): at += 1
      default:
        guard let length = letterLength(at: at) else { return nil }
        at += length
      }
    }
    return at
  }

  /// The bytes of a letter or number that is no ASCII.
  private func letterLength(at index: Int) -> Int? {
    guard bytes[index] >= 0x80 else { return nil }
    let text = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return nil }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return String(scalar).utf8.count
    default: return nil
    }
  }

  /// To the end of the line, without a comment, which a blank and `#` start.
  private mutating func plain(_ start: Int) -> DotenvStatement.Value {
    let end = lineEnd(from: start)
    position = end
    var textEnd = end > start && bytes[end - 1] == 0x0A ? end - 1 : end
    if textEnd > start + 1, let comment = (start + 1..<textEnd).first(where: isComment) { textEnd = comment - 1 }
    return .plain(BlankSet.go.trimmedEnd(start..<max(start, textEnd), in: bytes))
  }

  private func isComment(_ index: Int) -> Bool { bytes[index] == UInt8(ascii: "#") && bytes[index - 1] == 0x20 }

  /// Nil without a closing quote.
  private mutating func quoted(_ start: Int) -> DotenvStatement.Value? {
    let quote = bytes[start]
    var at = start + 1
    var isRaw = true
    while at < bytes.count, bytes[at] != quote {
      if bytes[at] == UInt8(ascii: "\\") {
        isRaw = false
        at += 1
      }
      at += 1
    }
    guard at < bytes.count else { return nil }
    position = at + 1
    return .quoted(start + 1..<at, quote: quote, isRaw: isRaw)
  }

  /// Behind the LF that ends the line.
  private func lineEnd(from start: Int) -> Int {
    var at = start
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    return min(at + 1, bytes.count)
  }
}
