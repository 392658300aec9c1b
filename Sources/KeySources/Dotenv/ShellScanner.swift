/// Reads assignments as bash does that sources a file. Nothing is run: a command sets nothing, and what one would print
/// is not known.
///
/// Bash reads command by command: what stands before a syntax error counts, and nothing behind it does. Branches are
/// not followed: an assignment in one counts.
struct ShellScanner {
  private static let declarations: Set<String> = ["export", "declare", "typeset", "readonly", "local"]
  /// Words that a command may follow.
  private static let openers: Set<String> = [
    "then", "do", "else", "elif", "if", "while", "until", "{", "!", "time", "fi", "done", "}",
  ]

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var places: PlaceCursor
  private var pending: [DotenvStatement] = []
  private var handedOut = 0
  private var isOver = false
  private var openCases = 0
  private var hereDocuments: [[UInt8]] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    places = PlaceCursor(bytes, offset: ByteOrderMark.length(in: bytes))
  }

  mutating func next() -> DotenvStatement? {
    while true {
      if handedOut < pending.count {
        handedOut += 1
        return pending[handedOut - 1]
      }
      pending.removeAll(keepingCapacity: true)
      handedOut = 0
      guard !isOver, skipToCommand() else { return nil }
      readCommand()
    }
  }

  // MARK: commands

  private struct Command {
    var words: [ShellWord] = []
    var hasRedirection = false
    /// It runs in a shell of its own, which sets nothing here.
    var isAside = false
  }

  /// - Returns: whether there is one.
  private mutating func skipToCommand() -> Bool {
    while position < bytes.count {
      switch bytes[position] {
      case 0x0A: endLine()
      case 0x20, 0x09, UInt8(ascii: ";"): position += 1
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "\\") where next(is: 0x0A): position += 2
      default: return true
      }
    }
    return false
  }

  private mutating func readCommand() {
    let start = position
    var command = Command()
    do throws(SyntaxError) {
      while try readPart(of: &command) {}
      take(command, from: start)
    } catch {
      isOver = true
      pending.append(
        DotenvStatement(
          .fatal("a syntax error: bash reads nothing from here on"), at: places.advance(to: start),
          extent: start..<bytes.count))
    }
  }

  private struct SyntaxError: Error {}

  /// Reads a word or an operator.
  ///
  /// - Returns: false at the command's end.
  private mutating func readPart(of command: inout Command) throws(SyntaxError) -> Bool {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    guard position < bytes.count else { return false }
    switch bytes[position] {
    case 0x0A, UInt8(ascii: ";"): return false
    case UInt8(ascii: "#"):
      skipLine()
      return false
    case UInt8(ascii: "\\") where next(is: 0x0A): position += 2
    case UInt8(ascii: "&"), UInt8(ascii: "|"):
      let isDouble = next(is: bytes[position])
      command.isAside = !isDouble
      position += isDouble ? 2 : 1
      return false
    case UInt8(ascii: "<"), UInt8(ascii: ">"):
      try readRedirection()
      command.hasRedirection = true
    case UInt8(ascii: "("): try readParenthesis(in: &command)
    case UInt8(ascii: ")"):
      guard openCases > 0 else { throw SyntaxError() }
      position += 1
      command = Command()
      return false
    default:
      guard let word = ShellWord(at: position, in: bytes) else { throw SyntaxError() }
      position = word.range.upperBound
      command.words.append(word)
      if command.words.count == 1, word.isLiteral("[[", in: bytes) { try skip(past: "]]") }
    }
    return true
  }

  private mutating func readRedirection() throws(SyntaxError) {
    let start = position
    while position < bytes.count, "<>&|-".utf8.contains(bytes[position]) { position += 1 }
    let isHere = bytes[start..<position].starts(with: "<<".utf8) && position - start != 3
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    guard position < bytes.count else { throw SyntaxError() }
    if bytes[position] == UInt8(ascii: "(") {
      guard let end = ShellWord.closing(position, in: bytes) else { throw SyntaxError() }
      position = end
      return
    }
    guard let word = ShellWord(at: position, in: bytes), !word.range.isEmpty else { throw SyntaxError() }
    position = word.range.upperBound
    if isHere { hereDocuments.append(bytes[word.range].filter { !"'\"\\".utf8.contains($0) }) }
  }

  /// A subshell, arithmetic, a function's `()`, an array: none of them sets a variable of one value.
  private mutating func readParenthesis(in command: inout Command) throws(SyntaxError) {
    let isFunction = command.words.count == 1 && command.words[0].name == nil
    let isArray = command.words.last.map { $0.name != nil && $0.range.upperBound == position } ?? false
    guard command.words.isEmpty || isFunction || isArray, let end = ShellWord.closing(position, in: bytes) else {
      throw SyntaxError()
    }
    position = end
    if isFunction { command.words = [] } else { command.isAside = true }
  }

  private mutating func skip(past text: StaticString) throws(SyntaxError) {
    let text = text.withUTF8Buffer { Array($0) }
    guard let found = bytes.firstIndex(of: text, in: position..<bytes.count) else { throw SyntaxError() }
    position = found + text.count
  }

  // MARK: what a command sets

  private mutating func take(_ command: Command, from start: Int) {
    var words = command.words[...]
    while let first = words.first, Self.openers.contains(first.text(in: bytes)) { words = words.dropFirst() }
    guard let first = words.first else { return }
    let extent = start..<position
    if words.allSatisfy({ $0.name != nil }) {
      if command.isAside || command.hasRedirection {
        return note("set in a shell of its own, in a list or with a redirection", extent)
      }
      for word in words { define(word, extent) }
      return
    }
    let verb = first.name == nil ? first.text(in: bytes) : ""
    if verb == "case" { openCases += 1 }
    if verb == "esac" { openCases = max(openCases - 1, 0) }
    guard Self.declarations.contains(verb), !command.isAside else {
      return note("a command, which sets nothing for those after it", extent)
    }
    for word in words.dropFirst() {
      if word.name != nil {
        define(word, extent)
      } else if bytes[word.range].allSatisfy(isWordByte) {
        let place = places.advance(to: word.range.lowerBound)
        pending.append(
          DotenvStatement(name: word.range, value: .absent, line: place.line, column: place.column, extent: extent))
      }
    }
  }

  private mutating func define(_ word: ShellWord, _ extent: Range<Int>) {
    guard let name = word.name else { return }
    let value = word.value(in: bytes)
    let place = places.advance(to: value.start)
    pending.append(
      DotenvStatement(name: name, value: value.value, line: place.line, column: place.column, extent: extent))
  }

  private mutating func note(_ reason: String, _ extent: Range<Int>) {
    pending.append(DotenvStatement(.problem(reason), at: places.advance(to: extent.lowerBound), extent: extent))
  }

  // MARK: moving

  private func next(is byte: UInt8) -> Bool { position + 1 < bytes.count && bytes[position + 1] == byte }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
  }

  /// Moves behind a line's end, and behind the documents that a `<<` on the line announced.
  private mutating func endLine() {
    position += 1
    for end in hereDocuments {
      while position < bytes.count {
        let start = position
        skipLine()
        let line = bytes[start..<position].drop { $0 == 0x09 }
        position = min(position + 1, bytes.count)
        if line.elementsEqual(end) { break }
      }
    }
    hereDocuments = []
  }
}
