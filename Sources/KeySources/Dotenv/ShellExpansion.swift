import KeyFacts

/// The text of a shell's word: quotes taken off, backslashes resolved, variables filled in. What a command would print,
/// or only a shell could know, is never run and makes the value one that nobody knows.
struct ShellExpansion {
  private static let deepest = 16

  private let lookUp: ([UInt8]) -> DotenvInterpolation.Found
  private var isResolved = true
  private var isTooLong = false

  static func expand(
    _ word: UnsafeBufferPointer<UInt8>, lookUp: ([UInt8]) -> DotenvInterpolation.Found
  ) -> DotenvInterpolation.Outcome {
    withoutActuallyEscaping(lookUp) { lookUp in
      var expansion = ShellExpansion(lookUp: lookUp)
      let output = expansion.text(of: Array(word)[...], isQuoted: false, depth: 0)
      if expansion.isTooLong { return .tooLong }
      return expansion.isResolved ? .expanded(output) : .unresolved(output)
    }
  }

  private init(lookUp: @escaping ([UInt8]) -> DotenvInterpolation.Found) { self.lookUp = lookUp }

  /// - Parameter isQuoted: between double quotes.
  private mutating func text(of word: ArraySlice<UInt8>, isQuoted: Bool, depth: Int) -> [UInt8] {
    guard depth < Self.deepest else {
      isTooLong = true
      return []
    }
    var output: [UInt8] = []
    var rest = word
    while let byte = rest.first, !isTooLong {
      rest = rest.dropFirst()
      switch byte {
      case UInt8(ascii: "\\"):
        guard let next = rest.first else {
          output.append(byte)
          break
        }
        rest = rest.dropFirst()
        if next == 0x0A { break }
        if isQuoted, !"$`\"\\".utf8.contains(next) { output.append(byte) }
        output.append(next)
      case UInt8(ascii: "'") where !isQuoted:
        let end = rest.firstIndex(of: byte) ?? rest.endIndex
        output += rest[..<end]
        rest = rest[end...].dropFirst()
      case UInt8(ascii: "\"") where !isQuoted:
        let end = Self.doubleQuoteEnd(rest)
        output += text(of: rest[..<end], isQuoted: true, depth: depth + 1)
        rest = rest[end...].dropFirst()
      case UInt8(ascii: "`"):
        isResolved = false
        rest = rest.drop { $0 != byte }.dropFirst()
      case UInt8(ascii: "$"): output += expansion(&rest, isQuoted: isQuoted, depth: depth)
      default: output.append(byte)
      }
      if output.count > DotenvInterpolation.longestValue { isTooLong = true }
    }
    return output
  }

  /// Where the quote is that closes; past escapes and what stands in `$( )` and `${ }`.
  private static func doubleQuoteEnd(_ text: ArraySlice<UInt8>) -> Int {
    var at = text.startIndex
    while at < text.endIndex, text[at] != UInt8(ascii: "\"") {
      if text[at] == UInt8(ascii: "\\") {
        at += 2
      } else if text[at] == UInt8(ascii: "$"), at + 1 < text.endIndex, "({".utf8.contains(text[at + 1]) {
        at = bracketEnd(text[(at + 1)...]) + 1
      } else {
        at += 1
      }
    }
    return min(at, text.endIndex)
  }

  /// Where the bracket is that closes the one `text` starts with.
  private static func bracketEnd(_ text: ArraySlice<UInt8>) -> Int {
    text.withUnsafeBufferPointer { bytes in
      let end = ShellWord.closing(0, in: bytes) ?? bytes.count + 1
      return text.startIndex + end - 1
    }
  }

  /// What stands behind a `$`.
  private mutating func expansion(_ rest: inout ArraySlice<UInt8>, isQuoted: Bool, depth: Int) -> [UInt8] {
    guard let next = rest.first else { return [UInt8(ascii: "$")] }
    switch next {
    case UInt8(ascii: "("):
      isResolved = false
      rest = rest[min(Self.bracketEnd(rest), rest.endIndex)...].dropFirst()
      return []
    case UInt8(ascii: "{"):
      let end = min(Self.bracketEnd(rest), rest.endIndex)
      let inner = rest[(rest.startIndex + 1)..<max(end, rest.startIndex + 1)]
      rest = rest[end...].dropFirst()
      return braced(inner, isQuoted: isQuoted, depth: depth)
    case UInt8(ascii: "'") where !isQuoted:
      rest = rest.dropFirst()
      return ansi(&rest)
    case UInt8(ascii: "\"") where !isQuoted: return []
    case let byte where isWordByte(byte) && !(byte &- 0x30 < 10):
      let name = rest.prefix(while: isWordByte)
      rest = rest[name.endIndex...]
      return value(of: name) ?? []
    case let byte where isWordByte(byte) || "@*#?-$!".utf8.contains(byte):
      // The shell's own: its process, its arguments.
      isResolved = false
      rest = rest.dropFirst()
      return []
    default: return [UInt8(ascii: "$")]
    }
  }

  private mutating func braced(_ text: ArraySlice<UInt8>, isQuoted: Bool, depth: Int) -> [UInt8] {
    let name = text.prefix(while: isWordByte)
    var rest = text[name.endIndex...]
    guard let first = name.first, !(first &- 0x30 < 10) else {
      isResolved = false
      return []
    }
    guard !rest.isEmpty else { return value(of: name) ?? [] }
    let isColon = rest.first == UInt8(ascii: ":")
    if isColon { rest = rest.dropFirst() }
    guard let sign = rest.first, "-=+?".utf8.contains(sign) else {
      // `${NAME%…}` and the like.
      isResolved = false
      return []
    }
    let isUsable = lookUp(Array(name)).value.map { !isColon || !$0.isEmpty } ?? false
    let other = rest.dropFirst()
    switch sign {
    case UInt8(ascii: "+"): return isUsable ? self.text(of: other, isQuoted: isQuoted, depth: depth + 1) : []
    case UInt8(ascii: "?"): return value(of: name) ?? []
    default:
      return isUsable ? value(of: name) ?? [] : self.text(of: other, isQuoted: isQuoted, depth: depth + 1)
    }
  }

  private mutating func value(of name: ArraySlice<UInt8>) -> [UInt8]? {
    let found = lookUp(Array(name))
    if !found.isResolved { isResolved = false }
    return found.value
  }

  /// `$'…'`, from behind its quote.
  private mutating func ansi(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    while let byte = rest.popFirst(), byte != UInt8(ascii: "'") {
      guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
        output.append(byte)
        continue
      }
      switch letter {
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): output.append(letter)
      default:
        // Numbers and rarer letters: no key has them.
        isResolved = false
      }
    }
    return output
  }
}
