import KeyFacts

/// Goes through a text from mention to mention, and keeps what stands before each on its line: every byte is met once.
struct CommentCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let kind: SourceKind
  private let lines: CommentLines
  private(set) var line = 0
  /// From 1, in characters.
  private(set) var column = 1
  private var offset: Int
  /// The last `#` that a comment may start with, and the last of those behind a blank.
  private var sign: Int?
  private var signOfWord: Int?

  init(_ bytes: UnsafeBufferPointer<UInt8>, kind: SourceKind, lines: CommentLines) {
    (self.bytes, self.kind, self.lines) = (bytes, kind, lines)
    offset = lines.start(of: 0)
  }

  /// - Parameter end: not before the one that it was moved to last.
  mutating func move(to end: Int) {
    let next = lines.line(of: end)
    if next != line {
      (line, column, offset) = (next, 1, lines.start(of: next))
      (sign, signOfWord) = (nil, nil)
    }
    let first = lines.comment(of: line) ?? end
    for at in offset..<max(offset, end) {
      if bytes[at] & 0xC0 != 0x80 { column += 1 }
      guard bytes[at] == UInt8(ascii: "#"), at >= first else { continue }
      sign = at
      if at == lines.start(of: line) || CommentLines.isBlank(bytes[at - 1]) { signOfWord = at }
    }
    offset = max(offset, end)
  }

  /// The `#` of the comment that the text here stands in; of several the nearest.
  var comment: Int? {
    // In a .env file each line is one setting's: a `#` right before is one, whatever it stands behind without quotes.
    guard kind == .dotenv, let sign, !bytes[(sign + 1)..<offset].allSatisfy(CommentLines.isBlank) else { return sign }
    return signOfWord
  }
}
