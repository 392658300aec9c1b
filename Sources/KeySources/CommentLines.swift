import KeyFacts

/// The lines of a text: where each starts, where a comment does, and where what begins on it ends.
struct CommentLines {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let kind: SourceKind
  private var starts: [Int] = []
  /// Where a comment of the line starts; nil where none does, as in a text in quotes. In a .env file its first `#` beyond
  /// a value in quotes: loaders differ about the others.
  private var comments: [Int?] = []
  /// Open brackets at the line's start.
  private var depths: [Int] = []
  /// A text in quotes goes on at the line's start, or `\` goes on from the line before.
  private var goesOn: [Bool] = []
  /// For each line, the next that is neither empty nor a comment.
  private var content: [Int?] = []

  /// A text in quotes that is not at its end.
  private struct Quote {
    let mark: UInt8
    let isTriple: Bool
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, kind: SourceKind) {
    (self.bytes, self.kind) = (bytes, kind)
    scan()
    if kind == .dotenv { for line in starts.indices { comments[line] = unquotedSign(of: line) } }
    content = [Int?](repeating: nil, count: starts.count)
    for line in starts.indices.dropLast().reversed() {
      let first = text(of: line + 1).drop(while: Self.isBlank).first
      content[line] = first == nil || first == UInt8(ascii: "#") ? content[line + 1] : line + 1
    }
  }

  /// The line that holds an offset, from 0.
  func line(of offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  func start(of line: Int) -> Int { starts[line] }

  /// Without what ends it; LF, CR LF and a CR alone do.
  func text(of line: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
    bytes[starts[line]...].prefix { $0 != 0x0A && $0 != 0x0D }
  }

  /// Where a comment of the line starts at the earliest.
  func comment(of line: Int) -> Int? { comments[line] }

  func content(below line: Int) -> Int? { content[line] }

  /// The last line of what begins on `line`: of a statement in brackets, of a text in quotes or behind `|`.
  func end(of line: Int) -> Int {
    switch kind {
    case .python:
      var last = line
      while last + 1 < starts.count, depths[last + 1] > depths[line] || goesOn[last + 1] { last += 1 }
      return last
    case .yaml: return endOfPair(line)
    default: return line
    }
  }

  // MARK: YAML

  private func endOfPair(_ line: Int) -> Int {
    if Self.opensText(text(of: line)) { return endOfText(line) }
    let words = text(of: line).drop(while: Self.isBlank)
    // Of an item the first name stands behind its dash.
    let start = indent(of: line) + words.prefix { $0 == UInt8(ascii: "-") || Self.isBlank($0) }.count
    guard let below = content[line], indent(of: below) >= start else { return line }
    let next = text(of: below).drop(while: Self.isBlank)
    // `name: X` and `value: …` are one setting in two lines.
    let isNamed = text(of: line).dropFirst(start).starts(with: "name:".utf8)
    if isNamed, indent(of: below) == start, next.starts(with: "value:".utf8) {
      return Self.opensText(text(of: below)) ? endOfText(below) : below
    }
    guard indent(of: below) > indent(of: line) else { return line }
    // `NAME:`, and its value on the next line: no mapping or list, whose settings are not one.
    let isNameAlone = words.reversed().first { !Self.isBlank($0) } == UInt8(ascii: ":")
    let isPair = next.indices.contains { at in
      next[at] == UInt8(ascii: ":") && (at + 1 == next.endIndex || Self.isBlank(next[at + 1]))
    }
    return isNameAlone && !isPair && next.first != UInt8(ascii: "-") ? below : line
  }

  private func endOfText(_ line: Int) -> Int {
    var last = line
    for next in (line + 1)..<max(starts.count, line + 1) {
      let text = text(of: next)
      if text.allSatisfy(Self.isBlank) { continue }
      guard indent(of: next) > indent(of: line) else { break }
      last = next
    }
    return last
  }

  private func indent(of line: Int) -> Int { text(of: line).prefix(while: Self.isBlank).count }

  private static func opensText(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let comment = line.indices.first { at in
      line[at] == UInt8(ascii: "#") && at > line.startIndex && isBlank(line[at - 1])
    }
    let text = line[..<(comment ?? line.endIndex)]
    let rest = text.reversed().drop(while: isBlank).drop { "+-0123456789".utf8.contains($0) }
    return rest.first == UInt8(ascii: "|") || rest.first == UInt8(ascii: ">")
  }

  /// A form feed is one to Python.
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0C }

  // MARK: .env

  /// A value in quotes that has no end on its line has no comment there.
  private func unquotedSign(of line: Int) -> Int? {
    let text = text(of: line)
    guard let sign = text.firstIndex(of: UInt8(ascii: "#")) else { return nil }
    guard let joint = text[..<sign].firstIndex(where: { "=:".utf8.contains($0) }) else { return sign }
    let value = text[(joint + 1)...].drop(while: Self.isBlank)
    guard let mark = value.first, "\"'`".utf8.contains(mark) else { return sign }
    var at = value.startIndex + 1
    while at < value.endIndex, value[at] != mark { at += value[at] == UInt8(ascii: "\\") && mark != 0x27 ? 2 : 1 }
    return at < value.endIndex ? text[at...].firstIndex(of: UInt8(ascii: "#")) : nil
  }

  // MARK: quotes and brackets

  private mutating func scan() {
    // A mark of UTF-8 is no text.
    var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var quote: Quote?
    var depth = 0
    var comment: Int?
    var continues = false
    begin(at, depth, false)
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x0A || byte == 0x0D {
        at += byte == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A ? 2 : 1
        comments[comments.count - 1] = comment
        comment = nil
        // But for a triple one, a text of Python ends with its line.
        if kind == .python, !continues, quote?.isTriple == false { quote = nil }
        begin(at, depth, quote != nil || continues)
        continues = false
        continue
      }
      if comment != nil || kind == .dotenv {
        at += 1
      } else if let open = quote {
        let length = step(at, in: open, &quote)
        continues = length == 2 && at + 1 < bytes.count && (bytes[at + 1] == 0x0A || bytes[at + 1] == 0x0D)
        at += continues ? 1 : length
      } else if isSign(at) {
        comment = at
      } else if let opened = quoteOpening(at) {
        quote = opened
        at += opened.isTriple ? 3 : 1
      } else {
        if "([{".utf8.contains(byte) { depth += 1 }
        if ")]}".utf8.contains(byte) { depth -= 1 }
        continues = kind == .python && byte == UInt8(ascii: "\\")
        at += 1
      }
    }
    comments[comments.count - 1] = comment
  }

  private mutating func begin(_ start: Int, _ depth: Int, _ isInside: Bool) {
    starts.append(start)
    comments.append(nil)
    depths.append(depth)
    goesOn.append(isInside)
  }

  /// How many bytes of a text in quotes are one, which may be its end.
  private func step(_ at: Int, in open: Quote, _ quote: inout Quote?) -> Int {
    let escapes = kind == .python || open.mark == UInt8(ascii: "\"")
    if escapes, bytes[at] == UInt8(ascii: "\\") { return 2 }
    guard bytes[at] == open.mark else { return 1 }
    let isDouble = at + 1 < bytes.count && bytes[at + 1] == open.mark
    if kind == .yaml {
      if open.mark == UInt8(ascii: "'"), isDouble { return 2 }
      quote = nil
      return 1
    }
    guard open.isTriple else {
      quote = nil
      return 1
    }
    guard isDouble, at + 2 < bytes.count, bytes[at + 2] == open.mark else { return 1 }
    quote = nil
    return 3
  }

  private func isSign(_ at: Int) -> Bool {
    guard bytes[at] == UInt8(ascii: "#") else { return false }
    return kind == .python || at == starts[starts.count - 1] || Self.isBlank(bytes[at - 1])
  }

  private func quoteOpening(_ at: Int) -> Quote? {
    let mark = bytes[at]
    guard mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") else { return nil }
    guard kind == .yaml else {
      let isTriple = at + 2 < bytes.count && bytes[at + 1] == mark && bytes[at + 2] == mark
      return Quote(mark: mark, isTriple: isTriple)
    }
    // Within a word, or behind another, it is a sign like any other.
    let before = bytes[starts[starts.count - 1]..<at].last { !Self.isBlank($0) }
    return before.map { ":-[{,?".utf8.contains($0) } ?? true ? Quote(mark: mark, isTriple: false) : nil
  }
}
