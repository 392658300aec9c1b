/// How a loader reads a file whose every line stands by itself.
struct LineTraits {
  enum Ends {
    /// LF, CR and CR LF: Python's text mode.
    case universal
    /// Those, and what else `str.splitlines` splits at.
    case splitlines
    /// LF, with a CR before it.
    case lineFeed
  }

  enum Trim { case nothing, start, everything }

  enum Names {
    /// `[A-Za-z0-9_]+`.
    case word
    /// Anything without a blank.
    case unblanked
    case any
  }

  let ends: Ends
  let skipsMark: Bool
  let blanks: BlankSet
  let trim: Trim
  /// `export ` with one blank before a name is passed over.
  let exports: Bool
  let names: Names
  /// Quotes around a whole value are taken off.
  let unquotes: Bool
  /// A name may stand without `=`: its value is the environment's.
  let inherits: Bool

  static func of(_ dialect: DotenvDialect) -> LineTraits {
    switch dialect {
    case .djangoEnviron:
      LineTraits(
        ends: .splitlines, skipsMark: false, blanks: .python, trim: .nothing, exports: true, names: .word,
        unquotes: true, inherits: false)
    case .docker:
      LineTraits(
        ends: .lineFeed, skipsMark: true, blanks: .go, trim: .start, exports: false, names: .unblanked,
        unquotes: false, inherits: true)
    default:
      LineTraits(
        ends: .universal, skipsMark: false, blanks: .python, trim: .everything, exports: false, names: .any,
        unquotes: true, inherits: false)
    }
  }
}

/// Reads a file line by line, as django-environ, decouple and `docker run --env-file` do.
struct LineScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let traits: LineTraits
  private var position: Int
  private var places: PlaceCursor

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ traits: LineTraits) {
    self.bytes = bytes
    self.traits = traits
    position = traits.skipsMark ? ByteOrderMark.length(in: bytes) : 0
    places = PlaceCursor(bytes, offset: position)
  }

  mutating func next() -> DotenvStatement? {
    while position < bytes.count {
      let start = position
      let end = endOfLine()
      if let statement = statement(start..<end, extent: start..<position) { return statement }
    }
    return nil
  }

  /// Moves behind the line's end.
  ///
  /// - Returns: where its text ends.
  private mutating func endOfLine() -> Int {
    var at = position
    var length = 0
    while at < bytes.count {
      length = breakLength(at: at)
      if length > 0 { break }
      at += 1
    }
    position = min(at + length, bytes.count)
    // bufio.ScanLines drops one CR before the LF, and at the end of the file.
    if traits.ends == .lineFeed, at > 0, at > places.offset, bytes[at - 1] == 0x0D { return at - 1 }
    return at
  }

  private func breakLength(at index: Int) -> Int {
    let byte = bytes[index]
    if byte == 0x0A { return 1 }
    guard traits.ends != .lineFeed else { return 0 }
    if byte == 0x0D { return index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1 }
    guard traits.ends == .splitlines else { return 0 }
    switch byte {
    case 0x0B, 0x0C, 0x1C...0x1E: return 1
    case 0xC2: return index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard index + 2 < bytes.count, bytes[index + 1] == 0x80 else { return 0 }
      return bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 ? 3 : 0
    default: return 0
    }
  }

  /// Nil for an empty line and a comment.
  private mutating func statement(_ line: Range<Int>, extent: Range<Int>) -> DotenvStatement? {
    let text =
      switch traits.trim {
      case .nothing: line
      case .start: traits.blanks.skip(from: line.lowerBound, to: line.upperBound, in: bytes)..<line.upperBound
      case .everything: traits.blanks.trimmed(line, in: bytes)
      }
    guard !text.isEmpty, bytes[text.lowerBound] != UInt8(ascii: "#") else {
      _ = places.advance(to: position)
      return nil
    }
    let statement = definition(text, extent: extent)
    _ = places.advance(to: position)
    return statement
  }

  private mutating func definition(_ text: Range<Int>, extent: Range<Int>) -> DotenvStatement {
    let start = places.advance(to: text.lowerBound)
    let refuses = traits.inherits
    func bad(_ reason: String) -> DotenvStatement {
      DotenvStatement(refuses ? .fatal(reason) : .problem(reason), at: start, extent: extent)
    }
    var nameStart = text.lowerBound
    if traits.exports, bytes[text].starts(with: "export ".utf8) { nameStart += 7 }
    let sign = text.first { bytes[$0] == UInt8(ascii: "=") }
    var name = nameStart..<(sign ?? text.upperBound)
    if traits.trim == .everything { name = traits.blanks.trimmedEnd(name, in: bytes) }
    if traits.names == .unblanked {
      guard !name.isEmpty else { return bad("no name before the =") }
      if name.contains(where: { traits.blanks.length(at: $0, in: bytes) > 0 }) { return bad("a blank in the name") }
    }
    guard let sign else {
      guard traits.inherits else { return bad("no = on the line") }
      return DotenvStatement(name: name, value: .absent, line: start.line, column: start.column, extent: extent)
    }
    if traits.names == .word {
      guard !name.isEmpty, name.allSatisfy({ isWordByte(bytes[$0]) }) else {
        return bad("no name of letters, digits and _ before the =")
      }
    }
    let (value, at) = value(sign + 1..<text.upperBound)
    let place = places.advance(to: at)
    return DotenvStatement(name: name, value: value, line: place.line, column: place.column, extent: extent)
  }

  /// - Returns: the value, and where it starts.
  private func value(_ range: Range<Int>) -> (DotenvStatement.Value, Int) {
    let text = traits.trim == .everything ? traits.blanks.trimmed(range, in: bytes) : range
    guard traits.unquotes else { return (.plain(text), text.lowerBound) }
    if traits.names == .word {
      // Single quotes come off first, and double quotes within them, too.
      let inner = unquoted(text, UInt8(ascii: "'")) ?? text
      if let twice = unquoted(inner, UInt8(ascii: "\"")) {
        let isRaw = !twice.contains { bytes[$0] == UInt8(ascii: "\\") }
        return (.quoted(twice, quote: UInt8(ascii: "\""), isRaw: isRaw), twice.lowerBound)
      }
      return (.plain(inner), inner.lowerBound)
    }
    for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] {
      if let inner = unquoted(text, quote) {
        return (.quoted(inner, quote: quote, isRaw: true), inner.lowerBound)
      }
    }
    return (.plain(text), text.lowerBound)
  }

  private func unquoted(_ range: Range<Int>, _ quote: UInt8) -> Range<Int>? {
    guard range.count >= 2, bytes[range.lowerBound] == quote, bytes[range.upperBound - 1] == quote else { return nil }
    return range.lowerBound + 1..<range.upperBound - 1
  }
}

/// A letter, digit or `_` of ASCII.
func isWordByte(_ byte: UInt8) -> Bool {
  byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
}
