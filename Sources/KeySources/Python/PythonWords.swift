/// A condition as it may be shown: its words, and strings only where they could not be a secret.
enum PythonWords {
  private static let longest = 80

  static func shown(_ range: Range<Int>, of line: PythonExpressionReader) -> String {
    var words = ""
    var end = line.tokens[range].first?.start ?? 0
    for token in line.tokens[range] {
      if token.start > end, !words.isEmpty { words += " " }
      end = token.end
      words +=
        token.string.map { shown($0, line.source) }
        ?? String(decoding: line.source[token.start..<token.end], as: UTF8.self)
      if words.utf8.count > longest { return words.prefix(longest) + "…" }
    }
    return words
  }

  /// `'production'` and its kin; anything else is left out.
  private static func shown(_ string: PythonString, _ source: UnsafeBufferPointer<UInt8>) -> String {
    let text = source[string.content]
    let isWord =
      text.count <= 20 && text.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "_") }
      || text.count <= 2 && text.allSatisfy { $0 &- 0x30 < 10 }
    return isWord ? "'\(String(decoding: text, as: UTF8.self))'" : "'…'"
  }
}
