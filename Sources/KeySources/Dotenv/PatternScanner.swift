/// How the two loaders whose parser is one regular expression differ in it.
struct PatternTraits {
  let blanks: BlankSet
  /// What ends, and starts, a value in quotes.
  let quotes: [UInt8]
  /// A name may hold `-`.
  let dashes: Bool
  /// A name may stand alone, which sets it to nothing, or be exported again.
  let bareNames: Bool

  static func of(_ dialect: DotenvDialect) -> PatternTraits {
    dialect == .ruby
      ? PatternTraits(blanks: .ascii, quotes: Array("'\"".utf8), dashes: false, bareNames: true)
      : PatternTraits(blanks: .javaScript, quotes: Array("'\"`".utf8), dashes: true, bareNames: false)
  }
}

/// Reads definitions as the dotenv packages of npm and RubyGems do, which look for a regular expression at each start of
/// a line and pass over everything else.
///
/// - SeeAlso: `LINE` in `lib/main.js` of the one and `lib/dotenv/parser.rb` of the other. What backtracks there is said
///   here with ``tail(from:)``, which every value needs behind it.
struct PatternScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let traits: PatternTraits
  private var position = 0
  private var places: PlaceCursor
  /// Quotes that don't occur from the offset on: looked for once, and not at each of a million lines.
  private var lastLook: [UInt8: Int] = [:]

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ traits: PatternTraits) {
    self.bytes = bytes
    self.traits = traits
    let mark = ByteOrderMark.length(in: bytes)
    position = traits.blanks == .javaScript ? 0 : mark
    places = PlaceCursor(bytes, offset: mark)
  }

  mutating func next() -> DotenvStatement? {
    while true {
      let start = skipBlanks(position)
      guard start < bytes.count else { return nil }
      guard bytes[start] != UInt8(ascii: "#") else {
        position = lineEnd(start)
        continue
      }
      if let found = match(start) { return found }
      position = lineEnd(start)
      return DotenvStatement(
        .problem("neither NAME=value nor a comment"), at: places.advance(to: start), extent: start..<position)
    }
  }

  /// Nil where the expression does not match.
  private mutating func match(_ start: Int) -> DotenvStatement? {
    if bytes[start...].starts(with: "export".utf8) {
      let name = skipBlanks(start + 6)
      if name > start + 6, let found = definition(start, nameStart: name, isExport: true) { return found }
    }
    return definition(start, nameStart: start, isExport: false)
  }

  private mutating func definition(_ start: Int, nameStart: Int, isExport: Bool) -> DotenvStatement? {
    var nameEnd = nameStart
    while nameEnd < bytes.count, isNameByte(bytes[nameEnd]) { nameEnd += 1 }
    guard nameEnd > nameStart else { return nil }
    let name = nameStart..<nameEnd
    guard let valueStart = separatorEnd(nameEnd) else {
      guard traits.bareNames, let end = tail(from: nameEnd) else { return nil }
      position = end
      let place = places.advance(to: start)
      let value = isExport ? DotenvStatement.Value.absent : .plain(nameEnd..<nameEnd)
      return DotenvStatement(name: name, value: value, line: place.line, column: place.column, extent: start..<end)
    }
    let text = value(from: valueStart)
    _ = places.advance(to: start)
    let (value, at) = unquoted(traits.blanks.trimmed(text, in: bytes))
    let place = places.advance(to: max(at, start))
    return DotenvStatement(
      name: name, value: value, line: place.line, column: place.column, extent: start..<max(position, start))
  }

  /// Behind `=`, with blanks before it, or `:`, with one behind it; nil for neither.
  private func separatorEnd(_ nameEnd: Int) -> Int? {
    let sign = skipBlanks(nameEnd)
    if sign < bytes.count, bytes[sign] == UInt8(ascii: "=") { return sign + 1 }
    guard nameEnd + 1 < bytes.count, bytes[nameEnd] == UInt8(ascii: ":") else { return nil }
    let blank = traits.blanks.length(at: nameEnd + 1, in: bytes)
    return blank > 0 ? nameEnd + 1 + blank : nil
  }

  /// The value as the expression takes it, quotes included. Moves behind the definition.
  private mutating func value(from start: Int) -> Range<Int> {
    let opening = skipBlanks(start)
    if opening < bytes.count, traits.quotes.contains(bytes[opening]), let closing = closingQuote(opening) {
      return opening..<closing + 1
    }
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "#"), !isLineEnd(bytes[end]) { end += 1 }
    position = tail(from: end) ?? lineEnd(end)
    return start..<end
  }

  /// The quote that closes a value and has nothing but a comment behind it: the first without a backslash before it, or
  /// else the last of those before that one.
  private mutating func closingQuote(_ opening: Int) -> Int? {
    let quote = bytes[opening]
    if let none = lastLook[quote], opening >= none { return nil }
    var candidates: [Int] = []
    var at = opening + 1
    while at < bytes.count {
      if bytes[at] == quote {
        candidates.append(at)
        if bytes[at - 1] != UInt8(ascii: "\\") || at == opening + 1 { break }
      }
      at += 1
    }
    if candidates.isEmpty { lastLook[quote] = opening }
    for candidate in candidates.reversed() {
      if let end = tail(from: candidate + 1) {
        position = end
        return candidate
      }
    }
    return nil
  }

  /// Where the match ends that has only blanks and a comment left; nil when something else stands on the line.
  private func tail(from start: Int) -> Int? {
    let at = skipBlanks(start)
    guard at < bytes.count else { return at }
    if bytes[at] == UInt8(ascii: "#") { return lineEnd(at) }
    let hasEnd = bytes[start..<at].contains(where: isLineEnd)
    return hasEnd ? at : nil
  }

  private func unquoted(_ text: Range<Int>) -> (DotenvStatement.Value, Int) {
    guard let first = text.first, traits.quotes.contains(bytes[first]) else {
      // Ruby takes backslashes off everywhere.
      return (.plain(text), text.lowerBound)
    }
    let quote = bytes[first]
    guard text.count >= 2, bytes[text.upperBound - 1] == quote else {
      // The quote stays, and npm's dotenv expands `\n` behind it all the same.
      let isNode = traits.blanks == .javaScript && quote == UInt8(ascii: "\"")
      return (isNode ? .quoted(text, quote: quote, isRaw: false) : .plain(text), text.lowerBound)
    }
    let inner = text.lowerBound + 1..<text.upperBound - 1
    let isRaw = !inner.contains { bytes[$0] == UInt8(ascii: "\\") || bytes[$0] == 0x0D }
    return (.quoted(inner, quote: quote, isRaw: isRaw), inner.lowerBound)
  }

  private func skipBlanks(_ start: Int) -> Int { traits.blanks.skip(from: start, to: bytes.count, in: bytes) }

  private func lineEnd(_ start: Int) -> Int {
    var at = start
    while at < bytes.count, !isLineEnd(bytes[at]) { at += 1 }
    return at
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private func isNameByte(_ byte: UInt8) -> Bool {
    isWordByte(byte) || byte == UInt8(ascii: ".") || traits.dashes && byte == UInt8(ascii: "-")
  }
}
