import CByteSearch
package import KeyFacts
package import KeySecrets

/// Finds `# keyferry:ignore[…]` in a file that is in memory anyway: one search, and a closer look at what it finds.
///
/// What was meant to be one and is not is found, too, to be told of.
package struct IgnoreComments {
  private static let name = Array("keyferry".utf8)
  private static let mark = Array("keyferry:ignore".utf8)
  /// Of one file.
  private static let most = 1000
  /// In bytes; what goes on beyond is not looked at.
  private static let longestComment = 4096
  private static let longestReason = 300

  private let bytes: UnsafeBufferPointer<UInt8>
  private let kind: SourceKind
  private let path: String
  private let lines: CommentLines

  /// In the order of the text; none in what has no comments.
  package static func all(in bytes: [UInt8], kind: SourceKind, path: String) -> [IgnoreComment] {
    guard canStand(in: kind) else { return [] }
    // A .env file in UTF-16 is refused.
    let isWide = bytes.withUnsafeBufferPointer(TextEncoding.isUTF16)
    let text = isWide ? (try? SourceText(bytes))?.bytes ?? [] : bytes
    return text.withUnsafeBufferPointer { buffer in
      guard find(in: buffer, from: 0) != nil else { return [] }
      return IgnoreComments(bytes: buffer, kind: kind, path: path).all()
    }
  }

  /// Whether a kind of file has comments.
  static func canStand(in kind: SourceKind) -> Bool { kind == .dotenv || kind == .yaml || kind == .python }

  private init(bytes: UnsafeBufferPointer<UInt8>, kind: SourceKind, path: String) {
    (self.bytes, self.kind, self.path) = (bytes, kind, path)
    lines = CommentLines(bytes, kind: kind)
  }

  /// For the name's first four bytes, as ``byte_search_next`` takes it.
  private static let filter: [UInt8] = {
    var filter = [UInt8](repeating: 0, count: 64)
    for (index, byte) in name.prefix(4).enumerated() { filter[16 * index + Int(byte & 0x0F)] = 1 }
    return filter
  }()

  /// The program's name, in any case.
  private static func find(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    func isName(_ at: Int) -> Bool {
      at + name.count <= bytes.count && bytes[at..<at + name.count].elementsEqual(name) { $0 | 0x20 == $1 }
    }
    var at = start
    let end = bytes.count - Int(BYTE_SEARCH_PADDING)
    while at < end {
      at = byte_search_next(bytes.baseAddress, at, end, filter)
      if at < end, isName(at) { return at }
      at += 1
    }
    return (min(at, max(start, end))..<max(bytes.count, start)).first(where: isName)
  }

  private func all() -> [IgnoreComment] {
    var found: [IgnoreComment] = []
    var (start, looks) = (0, 0)
    var cursor = CommentCursor(bytes, kind: kind, lines: lines)
    while let at = Self.find(in: bytes, from: start) {
      start = at + Self.name.count
      // What looks at the line costs what the line has; this does not.
      guard isMarked(at) || isMeant(at, untilBracket: false) || isMeant(at, untilBracket: true) else { continue }
      looks += 1
      cursor.move(to: at)
      let location = SourceLocation(kind: kind, path: path, line: cursor.line + 1, column: cursor.column)
      guard looks <= Self.most else { return found + [IgnoreComment(location: location, flaw: .tooMany)] }
      guard let sign = cursor.comment, let comment = comment(at: at, behind: sign, onLine: cursor.line, location) else {
        continue
      }
      found.append(comment)
    }
    return found
  }

  /// Nil for words that no comment starts with.
  private func comment(
    at offset: Int, behind sign: Int, onLine line: Int, _ location: SourceLocation
  ) -> IgnoreComment? {
    // `- # why`: what it speaks of begins on the next line.
    let before = bytes[lines.start(of: line)..<sign].drop {
      CommentLines.isBlank($0) || kind == .yaml && $0 == UInt8(ascii: "-")
    }
    let isAlone = before.allSatisfy { CommentLines.isBlank($0) || $0 == UInt8(ascii: "#") }
    // `# noqa # why`, with nothing before it to speak of.
    let isBehindComment = !isAlone && before.first == UInt8(ascii: "#")
    guard !isBehindComment, bytes[(sign + 1)..<offset].allSatisfy(CommentLines.isBlank) else {
      return isMeant(offset, untilBracket: true) ? IgnoreComment(location: location, flaw: .behindWords) : nil
    }
    guard isMarked(offset) else {
      return isMeant(offset, untilBracket: false) ? IgnoreComment(location: location, flaw: .spelling) : nil
    }
    let text = bytes[(offset + Self.mark.count)...].prefix(Self.longestComment).prefix { $0 != 0x0A && $0 != 0x0D }
    let (rules, reason) = Self.parts(String(decoding: text, as: UTF8.self))
    let first = isAlone ? lines.content(below: line) ?? line : line
    return IgnoreComment(
      location: location, rules: rules, reason: reason,
      lines: first + 1...max(first, lines.end(of: first)) + 1)
  }

  private func isMarked(_ offset: Int) -> Bool { bytes[offset...].starts(with: Self.mark) }

  /// `Keyferry: ignore[`, `keyferry-ignore KF107`: what nobody writes but to have something ignored.
  private func isMeant(_ offset: Int, untilBracket: Bool) -> Bool {
    let rest = bytes[(offset + Self.name.count)...].drop { ": -\t".utf8.contains($0) }
    let word = "ignore".utf8
    guard rest.prefix(word.count).elementsEqual(word, by: { $0 | 0x20 == $1 }) else { return false }
    let next = rest.dropFirst(word.count).drop { untilBracket && CommentLines.isBlank($0) }.first
    if untilBracket { return next == UInt8(ascii: "[") }
    return next.map { ($0 | 0x20) &- 0x61 >= 26 } ?? true
  }

  /// `[KF107, KF201] why`.
  private static func parts(_ text: String) -> (rules: [String], reason: String?) {
    guard text.first == "[", let close = text.firstIndex(of: "]") else { return ([], nil) }
    let rules = text[text.index(after: text.startIndex)..<close].split { $0 == "," || $0 == " " }.map(String.init)
    var reason = text[text.index(after: close)...].drop { " \t:-\u{2014}".contains($0) }
    while let last = reason.last, last.isWhitespace { reason.removeLast() }
    // Reports show it. Cut behind the search: a key's first part is none that is found.
    let shown = String(String(reason).withoutRandomRuns.prefix(longestReason))
    return (rules, reason.contains { $0.isLetter || $0.isNumber } ? shown : nil)
  }
}
