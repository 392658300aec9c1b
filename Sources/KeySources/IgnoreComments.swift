import CByteSearch
import KeyFacts
import KeySecrets

/// Finds `# keyferry:ignore[…]` in a file that is in memory anyway: one search, and a closer look at what it finds.
struct IgnoreComments {
  private static let mark = Array("keyferry:ignore".utf8)
  /// Of one file.
  private static let most = 1000
  private static let longestReason = 300

  private let bytes: UnsafeBufferPointer<UInt8>
  private let kind: SourceKind
  private let path: String
  /// Where each line starts, as far as was asked.
  private var line = 1
  private var lineStart = 0

  /// In the order of the text; none in what has no comments.
  static func all(in bytes: [UInt8], kind: SourceKind, path: String) -> [IgnoreComment] {
    guard kind == .dotenv || kind == .yaml || kind == .python else { return [] }
    return bytes.withUnsafeBufferPointer { buffer in
      guard find(in: buffer, from: 0) != nil else { return [] }
      var comments = IgnoreComments(bytes: buffer, kind: kind, path: path)
      return comments.all()
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, kind: SourceKind, path: String) {
    (self.bytes, self.kind, self.path) = (bytes, kind, path)
  }

  private static func find(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let found = mark.withUnsafeBufferPointer { mark in
      byte_search_text(bytes.baseAddress, start, bytes.count, mark.baseAddress, mark.count)
    }
    return found < bytes.count ? found : nil
  }

  private mutating func all() -> [IgnoreComment] {
    var found: [IgnoreComment] = []
    var start = 0
    while found.count < Self.most, let at = Self.find(in: bytes, from: start) {
      start = at + Self.mark.count
      advance(to: at)
      if let comment = comment(at: at) { found.append(comment) }
    }
    return found
  }

  private mutating func advance(to offset: Int) {
    var at = lineStart
    while at < offset {
      if let next = nextLine(after: at), next <= offset {
        line += 1
        lineStart = next
        at = next
      } else {
        return
      }
    }
  }

  /// Where the line after that of `offset` starts; LF, CR LF and a CR alone end one.
  private func nextLine(after offset: Int) -> Int? {
    guard let end = bytes[offset...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return nil }
    let isPair = bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A
    return end + (isPair ? 2 : 1)
  }

  private func text(ofLineAt start: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
    bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }
  }

  /// Nil for words that no comment starts with.
  private func comment(at offset: Int) -> IgnoreComment? {
    let before = bytes[lineStart..<offset]
    guard let sign = before.lastIndex(where: { !Self.isBlank($0) }), bytes[sign] == UInt8(ascii: "#") else {
      return nil
    }
    let isAlone = bytes[lineStart..<sign].allSatisfy(Self.isBlank)
    let rest = text(ofLineAt: offset + Self.mark.count)
    let (rules, reason) = Self.parts(String(decoding: rest, as: UTF8.self))
    let column = 1 + before.count { $0 & 0xC0 != 0x80 }
    return IgnoreComment(
      location: SourceLocation(kind: kind, path: path, line: line, column: column), rules: rules, reason: reason,
      lines: isAlone ? linesBelow() : extended(line, lineStart))
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

  /// The next line that is neither empty nor a comment.
  private func linesBelow() -> ClosedRange<Int> {
    var (number, start) = (line, lineStart)
    while let next = nextLine(after: start) {
      (number, start) = (number + 1, next)
      let text = text(ofLineAt: start).drop(while: Self.isBlank)
      if let first = text.first, first != UInt8(ascii: "#") { return extended(number, start) }
    }
    return line...line
  }

  /// A line with all of the text that a `|` or `>` at its end begins.
  private func extended(_ number: Int, _ start: Int) -> ClosedRange<Int> {
    guard kind == .yaml, Self.opensText(text(ofLineAt: start)) else { return number...number }
    let indent = text(ofLineAt: start).prefix(while: Self.isBlank).count
    var (last, current, at) = (number, number, start)
    while let next = nextLine(after: at) {
      (current, at) = (current + 1, next)
      let line = text(ofLineAt: next)
      let blanks = line.prefix(while: Self.isBlank).count
      if blanks == line.count { continue }
      guard blanks > indent else { break }
      last = current
    }
    return number...last
  }

  private static func opensText(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let comment = line.indices.first { at in
      line[at] == UInt8(ascii: "#") && at > line.startIndex && isBlank(line[at - 1])
    }
    let text = line[..<(comment ?? line.endIndex)]
    let rest = text.reversed().drop(while: isBlank).drop { "+-0123456789".utf8.contains($0) }
    return rest.first == UInt8(ascii: "|") || rest.first == UInt8(ascii: ">")
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
