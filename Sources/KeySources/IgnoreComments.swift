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
  private let lines: CommentLines

  /// In the order of the text; none in what has no comments.
  static func all(in bytes: [UInt8], kind: SourceKind, path: String) -> [IgnoreComment] {
    guard kind == .dotenv || kind == .yaml || kind == .python else { return [] }
    return bytes.withUnsafeBufferPointer { buffer in
      guard find(in: buffer, from: 0) != nil else { return [] }
      return IgnoreComments(bytes: buffer, kind: kind, path: path).all()
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, kind: SourceKind, path: String) {
    (self.bytes, self.kind, self.path) = (bytes, kind, path)
    lines = CommentLines(bytes, kind: kind)
  }

  private static func find(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let found = mark.withUnsafeBufferPointer { mark in
      byte_search_text(bytes.baseAddress, start, bytes.count, mark.baseAddress, mark.count)
    }
    return found < bytes.count ? found : nil
  }

  private func all() -> [IgnoreComment] {
    var found: [IgnoreComment] = []
    var start = 0
    while found.count < Self.most, let at = Self.find(in: bytes, from: start) {
      start = at + Self.mark.count
      if let comment = comment(at: at) { found.append(comment) }
    }
    return found
  }

  /// Nil for words that no comment starts with.
  private func comment(at offset: Int) -> IgnoreComment? {
    let line = lines.line(of: offset)
    let before = bytes[lines.start(of: line)..<offset]
    guard let sign = before.lastIndex(where: { !CommentLines.isBlank($0) }), bytes[sign] == UInt8(ascii: "#"),
      lines.isComment(sign, in: line)
    else { return nil }
    let isAlone = before[..<sign].allSatisfy(CommentLines.isBlank)
    let rest = lines.text(of: line)[(offset + Self.mark.count)...]
    let (rules, reason) = Self.parts(String(decoding: rest, as: UTF8.self))
    let column = 1 + before.count { $0 & 0xC0 != 0x80 }
    let first = isAlone ? lines.content(below: line) ?? line : line
    return IgnoreComment(
      location: SourceLocation(kind: kind, path: path, line: line + 1, column: column), rules: rules, reason: reason,
      lines: first + 1...max(first, lines.end(of: first)) + 1)
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
