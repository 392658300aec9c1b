/// Splits a settings module into logical lines, as Python's own tokenizer does, in linear time.
///
/// What is wrong is noted, and the rest is still read: after a bracket or a quote that nothing closes every line of the
/// file is taken by itself.
struct PythonTokenizer {
  struct Problem {
    let line: Int
    let column: Int
    let reason: String
  }

  /// CPython's own limit.
  private static let mostOpenBrackets = 200
  static let mostProblems = 100

  let source: UnsafeBufferPointer<UInt8>
  private var columns: PythonColumns
  private(set) var problems: [Problem] = []
  private var strings: PythonStringScanner
  private var offset = 0
  private var line = 1
  private var lineStart = 0
  /// Brackets and triple quotes end with their line.
  private var takesLinesAlone = false

  // Of the logical line that is being read.
  private var tokens: [PythonToken] = []
  private var partners: [Int32] = []
  private var open: [Int] = []
  private var isBroken = false
  private var mayHideText = false
  private var isBehindString = false

  /// - Parameter source: UTF-8 without a mark, which must outlive the tokenizer.
  init(_ source: UnsafeBufferPointer<UInt8>) {
    self.source = source
    columns = PythonColumns(source)
    strings = PythonStringScanner(source: source)
  }

  /// The next line with a token; nil at the end.
  mutating func next() -> PythonLine? {
    while offset < source.count {
      let indent = readIndent()
      tokens.removeAll(keepingCapacity: true)
      partners.removeAll(keepingCapacity: true)
      open.removeAll(keepingCapacity: true)
      (isBroken, mayHideText, isBehindString) = (false, false, false)
      readTokens()
      guard !tokens.isEmpty else { continue }
      // Copies of their size: these have that of the longest line, and are used again.
      return PythonLine(
        indent: indent, tokens: tokens.withUnsafeBufferPointer { Array($0) },
        partners: partners.withUnsafeBufferPointer { Array($0) }, isBroken: isBroken, mayHideText: mayHideText,
        problemCount: problems.count)
    }
    return nil
  }

  private mutating func note(_ reason: String, at start: Int, line: Int, lineStart: Int) {
    isBroken = true
    guard problems.count < Self.mostProblems else { return }
    problems.append(Problem(line: line, column: column(of: start, from: lineStart), reason: reason))
  }

  /// Unicode scalars from the line's start, counted from 1.
  mutating func column(of index: Int, from lineStart: Int) -> Int { columns.column(of: index, from: lineStart) }

  // MARK: lines

  private mutating func readIndent() -> Int {
    var indent = 0
    while offset < source.count {
      switch source[offset] {
      case 0x20: indent += 1
      case 0x09: indent = (indent / 8 + 1) * 8
      case 0x0C: indent = 0
      default: return indent
      }
      offset += 1
    }
    return indent
  }

  private mutating func readTokens() {
    while offset < source.count {
      switch source[offset] {
      case 0x20, 0x09, 0x0C: offset += 1
      case 0x0A, 0x0D:
        endLine()
        if open.isEmpty || takesLinesAlone { return }
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "\\"):
        guard offset + 1 < source.count, source[offset + 1] == 0x0A || source[offset + 1] == 0x0D else {
          noteHere("a \\ that no line end follows")
          offset += 1
          continue
        }
        offset += 1
        endLine()
      default:
        guard readToken() else { return }
      }
    }
    guard let first = open.first, !takesLinesAlone else { return }
    let token = tokens[first]
    note("a bracket that nothing closes", at: token.start, line: token.line, lineStart: token.lineStart)
    takeLinesAlone(after: token)
  }

  /// Reads on behind the line of a token that would swallow the rest of the file.
  private mutating func takeLinesAlone(after token: PythonToken) {
    takesLinesAlone = true
    let kept = tokens.firstIndex { $0.line > token.line } ?? tokens.count
    tokens.removeSubrange(kept...)
    partners.removeSubrange(kept...)
    for index in partners.indices where Int(partners[index]) >= kept { partners[index] = -1 }
    (offset, line, lineStart) = (token.end, token.line, token.lineStart)
    // Only a bracket can be followed by more of its line.
    skipLine()
    endLine()
  }

  private mutating func skipLine() {
    while offset < source.count, source[offset] != 0x0A, source[offset] != 0x0D { offset += 1 }
  }

  /// Moves behind the line end that stands here.
  private mutating func endLine() {
    guard offset < source.count else { return }
    offset += source[offset] == 0x0D && offset + 1 < source.count && source[offset + 1] == 0x0A ? 2 : 1
    line += 1
    lineStart = offset
  }

  // MARK: tokens

  /// - Returns: false where the logical line ends because of what is wrong with it.
  private mutating func readToken() -> Bool {
    let byte = source[offset]
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return readString(prefix: offset) }
    if byte.isPythonNameStart {
      let start = offset
      while offset < source.count, source[offset].isPythonNamePart { offset += 1 }
      if offset < source.count, offset - start <= 2,
        source[offset] == UInt8(ascii: "'") || source[offset] == UInt8(ascii: "\""),
        source[start..<offset].allSatisfy({ "rbfut".utf8.contains($0 | 0x20) })
      {
        return readString(prefix: start)
      }
      add(.name, from: start)
      return true
    }
    let isNumber =
      byte &- 0x30 < 10
      || byte == UInt8(ascii: ".") && offset + 1 < source.count && source[offset + 1] &- 0x30 < 10
    if isNumber { return readNumber() }
    return readSign()
  }

  private mutating func add(_ kind: PythonToken.Kind, from start: Int, partner: Int32 = -1) {
    tokens.append(PythonToken(kind: kind, start: start, end: offset, line: line, lineStart: lineStart))
    partners.append(partner)
    // A `+` may stand between strings that are put together, and brackets around each.
    if kind.isWord || source[start] == UInt8(ascii: ",") || source[start] == UInt8(ascii: ":") {
      isBehindString = false
    }
  }

  private mutating func readNumber() -> Bool {
    let start = offset
    while offset < source.count {
      let isExponentSign =
        (source[offset] == UInt8(ascii: "+") || source[offset] == UInt8(ascii: "-"))
        && source[offset - (offset > start ? 1 : 0)] | 0x20 == UInt8(ascii: "e")
      guard source[offset].isPythonNamePart || source[offset] == UInt8(ascii: ".") || isExponentSign else { break }
      offset += 1
    }
    add(.number, from: start)
    return true
  }

  private mutating func readString(prefix start: Int) -> Bool {
    let prefix = source[start..<offset].map { $0 | 0x20 }
    let isRaw = prefix.contains(UInt8(ascii: "r"))
    let isFormatted = prefix.contains(UInt8(ascii: "f")) || prefix.contains(UInt8(ascii: "t"))
    let isTriple = strings.isTriple(at: offset)
    let found =
      isTriple && takesLinesAlone ? nil : strings.literal(at: offset, isRaw: isRaw, isFormatted: isFormatted)
    guard let found else {
      noteHere(isTriple ? "a triple quote that nothing closes" : "a quote that nothing closes", at: start)
      if isTriple { takesLinesAlone = true }
      if isFormatted { strings.takesLinesAlone = true }
      skipLine()
      endLine()
      return false
    }
    let (firstLine, firstLineStart) = (line, lineStart)
    let string = PythonString(
      content: found.content, isRaw: isRaw, isFormatted: isFormatted, hasFields: found.hasFields)
    while offset < found.end {
      if source[offset] == 0x0A || source[offset] == 0x0D { endLine() } else { offset += 1 }
    }
    tokens.append(
      PythonToken(kind: .string(string), start: start, end: found.end, line: firstLine, lineStart: firstLineStart))
    partners.append(-1)
    mayHideText =
      mayHideText || isBehindString || !isRaw && source[found.content].contains(UInt8(ascii: "\\"))
    isBehindString = true
    return true
  }

  private mutating func readSign() -> Bool {
    let start = offset
    switch source[offset] {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      guard open.count < Self.mostOpenBrackets else { return fail("brackets nested deeper than 200 levels") }
      offset += 1
      open.append(tokens.count)
      add(.sign, from: start)
      return true
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): return closeBracket()
    default: break
    }
    offset += signLength(at: start)
    if offset > start {
      add(.sign, from: start)
    } else {
      offset += 1
      noteHere("a character that stands for nothing in Python", at: start)
    }
    return true
  }

  /// 0 where no sign stands.
  private func signLength(at start: Int) -> Int {
    func byte(_ index: Int) -> UInt8 { start + index < source.count ? source[start + index] : 0 }
    let (first, second, third) = (byte(0), byte(1), byte(2))
    let equals = UInt8(ascii: "=")
    switch first {
    case UInt8(ascii: "."): return second == first && third == first ? 3 : 1
    case UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      if second == first { return third == equals ? 3 : 2 }
      return second == equals || first == UInt8(ascii: "<") && second == UInt8(ascii: ">") ? 2 : 1
    case UInt8(ascii: "-") where second == UInt8(ascii: ">"): return 2
    case UInt8(ascii: "!"): return second == equals ? 2 : 0
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "&"),
      UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: ":"), UInt8(ascii: "="):
      return second == equals ? 2 : 1
    case UInt8(ascii: "~"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "`"): return 1
    default: return 0
    }
  }

  private mutating func closeBracket() -> Bool {
    let start = offset
    let opening: UInt8 =
      switch source[start] {
      case UInt8(ascii: ")"): UInt8(ascii: "(")
      case UInt8(ascii: "]"): UInt8(ascii: "[")
      default: UInt8(ascii: "{")
      }
    guard let last = open.last, source[tokens[last].start] == opening else {
      // Behind an unclosed one, what closes it stands alone.
      if takesLinesAlone && open.isEmpty {
        offset += 1
        isBroken = true
        return true
      }
      return fail(open.isEmpty ? "a bracket that nothing opened" : "a bracket closed by one of another kind")
    }
    open.removeLast()
    offset += 1
    partners[last] = Int32(tokens.count)
    add(.sign, from: start, partner: Int32(last))
    return true
  }

  /// Gives the rest of the physical line up.
  private mutating func fail(_ reason: String) -> Bool {
    noteHere(reason)
    skipLine()
    endLine()
    return false
  }

  private mutating func noteHere(_ reason: String, at start: Int? = nil) {
    note(reason, at: start ?? offset, line: line, lineStart: lineStart)
  }
}
