/// Reads the expressions of one logical line. Each token is looked at once, and nesting is bounded.
struct PythonExpressionReader {
  /// Expressions nested deeper are not looked into.
  static let deepest = 64
  private static let longestName = 512
  private static let keywords: Set<String> = [
    "if", "else", "for", "async", "and", "or", "not", "in", "is", "lambda", "as", "from", "import",
  ]

  let source: UnsafeBufferPointer<UInt8>
  let tokens: [PythonToken]
  let partners: [Int32]
  var at = 0
  var end = 0
  var depth = 0

  init(_ line: PythonLine, _ source: UnsafeBufferPointer<UInt8>) {
    self.source = source
    tokens = line.tokens
    partners = line.partners
  }

  /// The expression that a range of tokens is, a tuple without brackets included; nil where none, or more than one, is.
  mutating func expression(in range: Range<Int>) -> PythonExpression? {
    (at, end, depth) = (range.lowerBound, range.upperBound, 0)
    guard at < end, let first = test() else { return nil }
    guard isSign(",") else { return at == end ? first : nil }
    var items = [first]
    while isSign(",") {
      at += 1
      guard at < end else { break }
      guard let next = test() else { return nil }
      items.append(next)
    }
    return at == end ? PythonExpression(kind: .items(items), tokens: range) : nil
  }

  // MARK: tokens

  func text(_ index: Int) -> Slice<UnsafeBufferPointer<UInt8>> { source[tokens[index].start..<tokens[index].end] }

  func isSign(_ sign: StaticString, at index: Int) -> Bool {
    guard index < tokens.count, case .sign = tokens[index].kind else { return false }
    let token = tokens[index]
    guard token.end - token.start == sign.utf8CodeUnitCount else { return false }
    return sign.withUTF8Buffer { source[token.start..<token.end].elementsEqual($0) }
  }

  func word(at index: Int) -> String? {
    guard index < tokens.count, case .name = tokens[index].kind, isShort(tokens[index]) else { return nil }
    return String(decoding: text(index), as: UTF8.self)
  }

  /// A name that is longer is none that a setting, a variable or a function has, and would be copied for each of its
  /// entries.
  private func isShort(_ name: PythonToken) -> Bool { name.end - name.start <= Self.longestName }

  func isSign(_ sign: StaticString) -> Bool { at < end && isSign(sign, at: at) }
  private func isWord(_ word: String) -> Bool { at < end && self.word(at: at) == word }

  private mutating func takeWord(_ word: String) -> Bool {
    guard isWord(word) else { return false }
    at += 1
    return true
  }

  /// The token behind the bracket that opens at `index`.
  func behind(_ index: Int) -> Int {
    let partner = Int(partners[index])
    return partner < 0 ? end : min(end, partner + 1)
  }

  // MARK: the grammar, loosest first

  mutating func test() -> PythonExpression? {
    let start = at
    depth += 1
    defer { depth -= 1 }
    if isWord("lambda") { return skipped(from: start) }
    guard depth <= Self.deepest else { return skipped(from: start) }
    guard var value = either() else { return nil }
    if isSign(":=") {
      at += 1
      guard let assigned = test() else { return nil }
      value = assigned
    }
    var branches: [(value: PythonExpression, condition: Range<Int>)] = []
    while takeWord("if") {
      let condition = at
      guard either() != nil, condition < at else { return nil }
      branches.append((value, condition..<at))
      guard takeWord("else"), let next = isWord("lambda") ? skipped(from: at) : either() else { return nil }
      value = next
    }
    guard !branches.isEmpty else { return value }
    return PythonExpression(kind: .conditional(branches, otherwise: value), tokens: start..<at)
  }

  /// Up to a comma or the end of the brackets around it.
  private mutating func skipped(from start: Int) -> PythonExpression? {
    while at < end, !isSign(","), !isSign(")"), !isSign("]"), !isSign("}") {
      at = partners[at] > at ? behind(at) : at + 1
    }
    return PythonExpression(kind: .other, tokens: start..<at)
  }

  private mutating func either() -> PythonExpression? {
    let start = at
    guard let first = both() else { return nil }
    var operands = [first]
    while takeWord("or") {
      guard let next = both() else { return nil }
      operands.append(next)
    }
    return operands.count == 1 ? first : PythonExpression(kind: .alternatives(operands), tokens: start..<at)
  }

  private mutating func both() -> PythonExpression? {
    let start = at
    guard let first = comparison() else { return nil }
    guard isWord("and") else { return first }
    while takeWord("and") {
      guard comparison() != nil else { return nil }
    }
    return PythonExpression(kind: .other, tokens: start..<at)
  }

  private mutating func comparison() -> PythonExpression? {
    let start = at
    var isNegated = false
    while takeWord("not") { isNegated = true }
    guard let first = sum() else { return nil }
    var isCompared = false
    while takeComparator() {
      guard sum() != nil else { return nil }
      isCompared = true
    }
    guard isNegated || isCompared else { return first }
    return PythonExpression(kind: .comparison(first), tokens: start..<at)
  }

  private mutating func takeComparator() -> Bool {
    if isSign("==") || isSign("!=") || isSign("<") || isSign(">") || isSign("<=") || isSign(">=") || isSign("<>") {
      at += 1
      return true
    }
    if isWord("not"), word(at: at + 1) == "in" {
      at += 2
      return true
    }
    if takeWord("is") {
      _ = takeWord("not")
      return true
    }
    return takeWord("in")
  }

  private mutating func sum() -> PythonExpression? {
    let start = at
    guard var value = unary() else { return nil }
    while at < end, isOperator(at) {
      let isPlus = isSign("+")
      at += 1
      guard let next = unary() else { return nil }
      // What is put together from strings that stand there is known.
      if isPlus, case .text(let left) = value.kind, case .text(let right) = next.kind, left.count < 4096 {
        value = PythonExpression(kind: .text(left + right), tokens: start..<at)
      } else {
        value = PythonExpression(kind: .other, tokens: start..<at)
      }
    }
    return value
  }

  private func isOperator(_ index: Int) -> Bool {
    guard case .sign = tokens[index].kind else { return false }
    let text = text(index)
    switch text.count {
    case 1: return "+-*/%@&|^".utf8.contains(text.first ?? 0)
    case 2: return ["**", "//", ">>", "<<"].contains { text.elementsEqual($0.utf8) }
    default: return false
    }
  }

  private mutating func unary() -> PythonExpression? {
    let start = at
    var isChanged = false
    while isSign("-") || isSign("+") || isSign("~") || isSign("*") || isSign("**") || isWord("await") || isWord("yield")
    {
      isChanged = true
      at += 1
    }
    guard let value = postfix() else { return nil }
    guard isChanged else { return value }
    if case .number = value.kind { return PythonExpression(kind: .number, tokens: start..<at) }
    return PythonExpression(kind: .other, tokens: start..<at)
  }

  private mutating func postfix() -> PythonExpression? {
    let start = at
    guard var value = primary() else { return nil }
    var links = 0
    while at < end {
      links += 1
      // Each is an expression in the one before, and of a name all that came before it.
      if links > Self.deepest { value = PythonExpression(kind: .other, tokens: start..<at) }
      if isSign("."), let attribute = word(at: at + 1), at + 1 < end {
        at += 2
        let kind: PythonExpression.Kind =
          if case .name(let name) = value.kind { .name(name + "." + attribute) } else { .attribute(value, attribute) }
        value = PythonExpression(kind: kind, tokens: start..<at)
      } else if isSign("(") {
        let arguments = arguments()
        value = PythonExpression(kind: arguments.map { .call(value, $0) } ?? .other, tokens: start..<at)
      } else if isSign("[") {
        let index = inBrackets { $0.test() }
        value = PythonExpression(kind: index.map { .subscripted(value, $0) } ?? .other, tokens: start..<at)
      } else {
        break
      }
    }
    return value
  }

  private mutating func primary() -> PythonExpression? {
    guard at < end else { return nil }
    let start = at
    switch tokens[at].kind {
    case .string: return strings()
    case .number:
      at += 1
      return PythonExpression(kind: .number, tokens: start..<at)
    case .name:
      guard let name = word(at: at) else {
        at += 1
        return PythonExpression(kind: .other, tokens: start..<at)
      }
      guard !Self.keywords.contains(name) else { return nil }
      at += 1
      let kind: PythonExpression.Kind =
        switch name {
        case "True": .bool(true)
        case "False": .bool(false)
        case "None": .none
        default: .name(name)
        }
      return PythonExpression(kind: kind, tokens: start..<at)
    case .sign:
      if isSign("(") { return bracketed(isTuple: true) }
      if isSign("[") { return bracketed(isTuple: false) }
      if isSign("{") { return dictionary() }
      guard isSign("...") else { return nil }
      at += 1
      return PythonExpression(kind: .other, tokens: start..<at)
    }
  }

  /// Strings side by side are one.
  private mutating func strings() -> PythonExpression {
    let start = at
    var value: [UInt8] = []
    var hasFields = false
    while at < end, let string = tokens[at].string {
      value += string.value(in: source)
      hasFields = hasFields || string.hasFields
      at += 1
    }
    return PythonExpression(kind: hasFields ? .formatted : .text(value), tokens: start..<at)
  }
}
