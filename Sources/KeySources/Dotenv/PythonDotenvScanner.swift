import Glibc

/// Reads definitions one by one, as python-dotenv 1.2.4 does.
///
/// - SeeAlso: `src/dotenv/parser.py` of python-dotenv; each function here is one of its expressions.
struct PythonDotenvScanner {
  private typealias Part = (value: DotenvStatement.Value, line: Int, column: Int)
  private static let quote = UInt8(ascii: "'")
  private static let hash = UInt8(ascii: "#")

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int
  private var line = 1
  private var lineStart: Int
  /// The next LF and CR at or after the position at which they were looked for.
  private var nextLF = -1
  private var nextCR = -1

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    position = hasMark ? 3 : 0
    lineStart = position
  }

  /// The next definition or malformed statement; nil at the end.
  mutating func next() -> DotenvStatement? {
    while true {
      skipBlankLines()
      guard position < bytes.count else { return nil }
      let start = position
      let place = (line, column: column(of: start))
      skipExport()
      guard current != Self.hash else {
        endLine()
        continue
      }
      guard let name = readName() else {
        let problem = current == Self.quote ? "name without its closing quote" : "no name before the ="
        endLine()
        return DotenvStatement(
          name: start..<start, value: .problem(problem), line: place.0, column: place.column, extent: start..<position)
      }
      var part: Part = (.absent, place.0, place.column)
      skipInlineBlanks()
      if current == UInt8(ascii: "=") { part = readValue() }
      if case .problem = part.value {
        (part.line, part.column) = place
      } else if let problem = endStatement(after: part.value) {
        part = (.problem(problem), place.0, place.column)
      }
      endLine()
      return DotenvStatement(
        name: name, value: part.value, line: part.line, column: part.column, extent: start..<position)
    }
  }

  // MARK: parts of a statement

  private mutating func skipExport() {
    guard bytes.count - position > 6, bytes[position] == UInt8(ascii: "e"),
      UnsafeBufferPointer(rebasing: bytes[position..<position + 6]).elementsEqual("export".utf8)
    else { return }
    let start = position
    position += 6
    skipInlineBlanks()
    if position == start + 6 { position = start }
  }

  private mutating func readName() -> Range<Int>? {
    guard current == Self.quote else {
      let start = position
      while position < bytes.count {
        let byte = bytes[position]
        if byte == UInt8(ascii: "=") || byte == Self.hash || PythonBlank.length(at: position, in: bytes) > 0 { break }
        position += 1
      }
      return position > start ? start..<position : nil
    }
    let start = position + 1
    guard let end = find(Self.quote, from: start), end > start else { return nil }
    advance(to: end + 1)
    return start..<end
  }

  /// From the `=` on.
  private mutating func readValue() -> Part {
    position += 1
    let afterSign = position
    skipInlineBlanks()
    let start = position
    switch current {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      let place = (line: line, column: column(of: start + 1))
      return (readQuoted(), place.line, place.column)
    case Self.hash where start > afterSign:
      return (.plain(start..<start), line, column(of: start))
    default:
      let end = lineEnd
      position = end
      return (.plain(start..<trimmedEnd(start, end)), line, column(of: start))
    }
  }

  private mutating func readQuoted() -> DotenvStatement.Value {
    let quote = bytes[position]
    let start = position + 1
    var index = start
    var isRaw = true
    while index < bytes.count, bytes[index] != quote {
      if bytes[index] == UInt8(ascii: "\\") {
        isRaw = false
        index += 2
        continue
      }
      // Python's text mode reads every line end as LF.
      if bytes[index] == 0x0D { isRaw = false }
      index += 1
    }
    guard index < bytes.count else { return .problem("value without its closing quote") }
    advance(to: index + 1)
    return .quoted(start..<index, quote: quote, isRaw: isRaw)
  }

  /// Without a comment, which a blank and `#` start, and without blanks at its end.
  private func trimmedEnd(_ start: Int, _ end: Int) -> Int {
    var end = end
    var search = start
    while let hash = find(Self.hash, from: search, to: end) {
      if hash > start, PythonBlank.length(before: hash, from: start, in: bytes) > 0 {
        end = hash
        break
      }
      search = hash + 1
    }
    while end > start {
      let blank = PythonBlank.length(before: end, from: start, in: bytes)
      if blank == 0 { break }
      end -= blank
    }
    return end
  }

  /// What stands between a statement and the end of its line; nil when that is nothing or a comment.
  private mutating func endStatement(after value: DotenvStatement.Value) -> String? {
    skipInlineBlanks()
    guard position < lineEnd, current != Self.hash else { return nil }
    if case .quoted = value { return "text after the closing quote" }
    return "neither NAME=value nor a comment"
  }

  // MARK: moving

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipInlineBlanks() {
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D {
      let blank = PythonBlank.length(at: position, in: bytes)
      if blank == 0 { return }
      position += blank
    }
  }

  private mutating func skipBlankLines() {
    while position < bytes.count {
      if bytes[position] == 0x0A || bytes[position] == 0x0D {
        endLine()
        continue
      }
      let blank = PythonBlank.length(at: position, in: bytes)
      if blank == 0 { return }
      position += blank
    }
  }

  /// Where the current line ends: at its LF or CR, or at the end of the file.
  private var lineEnd: Int {
    mutating get {
      if nextLF < position { nextLF = find(0x0A, from: position) ?? bytes.count }
      if nextCR < position { nextCR = find(0x0D, from: position) ?? bytes.count }
      return min(nextLF, nextCR)
    }
  }

  /// Moves behind the current line's end.
  private mutating func endLine() {
    position = lineEnd
    guard position < bytes.count else { return }
    let isPair = bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
    position += isPair ? 2 : 1
    line += 1
    lineStart = position
  }

  /// Moves to `target`, counting the lines on the way.
  private mutating func advance(to target: Int) {
    while lineEnd < target { endLine() }
    position = max(position, target)
  }

  private func column(of index: Int) -> Int {
    var column = 1
    for byte in bytes[min(lineStart, index)..<index] where byte & 0xC0 != 0x80 { column += 1 }
    return column
  }

  private func find(_ byte: UInt8, from start: Int, to end: Int? = nil) -> Int? {
    let end = end ?? bytes.count
    guard start < end, let base = bytes.baseAddress else { return nil }
    guard let found = memchr(base + start, Int32(byte), end - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
