/// Finds the end of a string literal, f-strings with all that is nested in them included.
///
/// - SeeAlso: PEP 701, by which an f-string's fields may hold any expression, quotes of its own kind too.
struct PythonStringScanner {
  /// Where a literal's text starts and ends, and where the literal does.
  struct Literal {
    let content: Range<Int>
    let end: Int
    let hasFields: Bool
  }

  /// CPython's own limit.
  private static let deepest = 150

  private enum Frame {
    case text(Quote)
    /// Within `{…}`, with the brackets that are open there.
    case field(open: Int)
    /// Behind a field's `:`.
    case format
  }

  private struct Quote {
    let byte: UInt8
    let isTriple: Bool
    let isRaw: Bool

    var length: Int { isTriple ? 3 : 1 }
  }

  let source: UnsafeBufferPointer<UInt8>
  /// Nothing in an f-string goes on behind its line: after one that nothing closes, others would be searched to the
  /// file's end as well.
  var takesLinesAlone = false

  /// The literal whose first quote stands at `start`; nil when nothing closes it.
  func literal(at start: Int, isRaw: Bool, isFormatted: Bool) -> Literal? {
    let quote = quote(at: start, isRaw: isRaw)
    let content = start + quote.length
    if isFormatted { return formatted(quote, from: content) }
    guard let end = end(of: quote, from: content) else { return nil }
    return Literal(content: content..<end - quote.length, end: end, hasFields: false)
  }

  func isTriple(at start: Int) -> Bool {
    start + 2 < source.count && source[start + 1] == source[start] && source[start + 2] == source[start]
  }

  private func quote(at start: Int, isRaw: Bool) -> Quote {
    Quote(byte: source[start], isTriple: isTriple(at: start), isRaw: isRaw)
  }

  private func closes(_ quote: Quote, at index: Int) -> Bool {
    source[index] == quote.byte && (!quote.isTriple || isTriple(at: index))
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  /// Behind the closing quote of a plain string.
  private func end(of quote: Quote, from start: Int) -> Int? {
    var at = start
    while at < source.count {
      if closes(quote, at: at) { return at + quote.length }
      // In a raw string, too, a quote behind a backslash closes nothing.
      if source[at] == UInt8(ascii: "\\") {
        at += at + 2 < source.count && source[at + 1] == 0x0D && source[at + 2] == 0x0A ? 3 : 2
      } else if isLineEnd(source[at]), !quote.isTriple || takesLinesAlone {
        return nil
      } else {
        at += 1
      }
    }
    return nil
  }

  private func formatted(_ outer: Quote, from start: Int) -> Literal? {
    var stack: [Frame] = [.text(outer)]
    var hasFields = false
    var at = start
    while at < source.count, stack.count <= Self.deepest, let frame = stack.last {
      switch frame {
      case .text(let quote):
        if closes(quote, at: at) {
          stack.removeLast()
          at += quote.length
          if stack.isEmpty { return Literal(content: start..<at - quote.length, end: at, hasFields: hasFields) }
          continue
        }
        guard let next = step(inText: quote, at: at, &stack) else { return nil }
        hasFields = hasFields || stack.count > 1
        at = next
      case .field(let open):
        guard let next = step(inField: open, at: at, &stack) else { return nil }
        at = next
      case .format:
        if source[at] == UInt8(ascii: "{") { stack.append(.field(open: 0)) }
        if source[at] == UInt8(ascii: "}") { stack.removeLast() }
        if isLineEnd(source[at]), takesLinesAlone || !isTripleAround(stack) { return nil }
        at += 1
      }
    }
    return nil
  }

  private func isTripleAround(_ stack: [Frame]) -> Bool {
    for case .text(let quote) in stack.reversed() { return quote.isTriple }
    return false
  }

  private func step(inText quote: Quote, at index: Int, _ stack: inout [Frame]) -> Int? {
    let next = index + 1 < source.count ? source[index + 1] : 0
    switch source[index] {
    case UInt8(ascii: "\\"):
      if next == UInt8(ascii: "{") || next == UInt8(ascii: "}") { return index + 1 }
      guard !quote.isRaw, next == UInt8(ascii: "N"), index + 2 < source.count, source[index + 2] == UInt8(ascii: "{")
      else { return index + 2 }
      // `\N{DASH}` is a character's name, no field.
      var end = index + 3
      while end < source.count, source[end] != UInt8(ascii: "}"), source[end] != quote.byte, !isLineEnd(source[end]) {
        end += 1
      }
      return end < source.count && source[end] == UInt8(ascii: "}") ? end + 1 : end
    case UInt8(ascii: "{") where next == UInt8(ascii: "{"), UInt8(ascii: "}") where next == UInt8(ascii: "}"):
      return index + 2
    case UInt8(ascii: "{"):
      stack.append(.field(open: 0))
      return index + 1
    case 0x0A, 0x0D: return quote.isTriple && !takesLinesAlone ? index + 1 : nil
    default: return index + 1
    }
  }

  private func step(inField open: Int, at index: Int, _ stack: inout [Frame]) -> Int? {
    let last = stack.count - 1
    switch source[index] {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      let prefix = prefix(before: index)
      let quote = quote(at: index, isRaw: prefix.isRaw)
      guard prefix.isFormatted else { return end(of: quote, from: index + quote.length) }
      stack.append(.text(quote))
      return index + quote.length
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): stack[last] = .field(open: open + 1)
    case UInt8(ascii: ")"), UInt8(ascii: "]"): stack[last] = .field(open: max(0, open - 1))
    case UInt8(ascii: "}") where open > 0: stack[last] = .field(open: open - 1)
    case UInt8(ascii: "}"): stack.removeLast()
    case UInt8(ascii: ":") where open == 0: stack[last] = .format
    case 0x0A, 0x0D: return takesLinesAlone ? nil : index + 1
    default: break
    }
    return index + 1
  }

  /// What the letters before a quote say, in a field.
  private func prefix(before index: Int) -> (isRaw: Bool, isFormatted: Bool) {
    var isRaw = false
    var isFormatted = false
    for at in stride(from: index - 1, through: max(0, index - 2), by: -1) {
      switch source[at] | 0x20 {
      case UInt8(ascii: "r"): isRaw = true
      case UInt8(ascii: "f"), UInt8(ascii: "t"): isFormatted = true
      case UInt8(ascii: "b"), UInt8(ascii: "u"): break
      default: return (isRaw, isFormatted)
      }
    }
    return (isRaw, isFormatted)
  }
}
