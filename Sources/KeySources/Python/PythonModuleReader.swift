import KeySecrets

/// Reads the assignments of a settings module, line by line, without running it.
///
/// - SeeAlso: its extensions, for what a line assigns.
struct PythonModuleReader {
  /// A string that is a credential, wherever it stands.
  struct Credential {
    let text: [UInt8]
    let line: Int
    let column: Int
    /// What its line assigns to, if it does.
    let target: String?
  }

  let source: UnsafeBufferPointer<UInt8>
  var assignments: [PythonAssignment] = []
  /// In the order of the text, values of assignments among them.
  private(set) var credentials: [Credential] = []
  let names = PythonNames()
  var blocks = PythonBlocks()
  private var tokenizer: PythonTokenizer
  private var notes: [PythonTokenizer.Problem] = []

  init(_ source: UnsafeBufferPointer<UInt8>) {
    self.source = source
    tokenizer = PythonTokenizer(source)
  }

  /// By their place.
  var problems: [PythonTokenizer.Problem] {
    (tokenizer.problems + notes).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  /// - Parameter reason: what makes a line worth understanding; nil for every line.
  mutating func read(_ reason: ReasonToParse? = nil) {
    guard let reason, source.count <= PythonRelevance.largest else {
      while let line = tokenizer.next() { read(line, isRelevant: true) }
      return
    }
    var lines: [PythonLine] = []
    while let line = tokenizer.next() { lines.append(line) }
    let relevance = PythonRelevance(lines, source, reason)
    for (line, isRelevant) in zip(lines, relevance.lines) { read(line, isRelevant: isRelevant) }
  }

  private mutating func read(_ line: PythonLine, isRelevant: Bool) {
    // One wrong indentation makes many.
    if !blocks.enter(line.indent), line.problemCount == 0, notes.isEmpty, let first = line.tokens.first {
      note("indentation that fits no block", at: first)
    }
    guard isRelevant || line.opensBlock(source) else {
      if let first = line.tokens.first, case .name = first.kind, !line.isBroken { blocks.endChain(at: line.indent) }
      return
    }
    let reader = PythonExpressionReader(line, source)
    if !line.isBroken { statements(reader, indent: line.indent) }
    for (index, token) in line.tokens.enumerated() {
      if let string = token.string { takeCredential(string, index, reader) }
    }
  }

  mutating func note(_ reason: String, at token: PythonToken) {
    guard tokenizer.problems.count + notes.count < PythonTokenizer.mostProblems else { return }
    notes.append(
      PythonTokenizer.Problem(
        line: token.line, column: tokenizer.column(of: token.start, from: token.lineStart), reason: reason))
  }

  mutating func place(_ token: PythonToken) -> (line: Int, column: Int) {
    // Of a string its text, as in other sources.
    let start = token.string?.content.lowerBound ?? token.start
    let sameLine = !source[token.start..<start].contains { $0 == 0x0A || $0 == 0x0D }
    return (token.line, tokenizer.column(of: sameLine ? start : token.start, from: token.lineStart))
  }

  private mutating func takeCredential(_ string: PythonString, _ index: Int, _ line: PythonExpressionReader) {
    let raw = UnsafeBufferPointer(rebasing: source[string.content])
    guard CredentialScan.mentionsCredential(raw) else { return }
    let text = string.value(in: source)
    guard CredentialScan.isCredential(text) else { return }
    let place = place(line.tokens[index])
    credentials.append(
      Credential(text: text, line: place.line, column: place.column, target: target(of: index, line)))
  }

  /// The keyword of a call that a string is given as, or what the line assigns to.
  private func target(of index: Int, _ line: PythonExpressionReader) -> String? {
    for at in stride(from: index - 1, through: max(1, index - Self.longestArgument), by: -1) {
      guard line.isSign("=", at: at), let name = line.word(at: at - 1), at > 1 else { continue }
      if line.isSign("(", at: at - 2) || line.isSign(",", at: at - 2) { return name }
    }
    guard let name = line.word(at: 0), line.isSign("=", at: 1) || line.isSign(":", at: 1) else { return nil }
    return name
  }

  /// Tokens between a keyword and a string that belongs to it: `X=(str, "…")`.
  private static let longestArgument = 6

  /// Every name that is imported from a module has a copy of its path.
  private static let longestModule = 512

  // MARK: statements

  /// Those of a line, which `;` may part.
  private mutating func statements(_ line: PythonExpressionReader, indent: Int) {
    let all = 0..<line.tokens.count
    guard let word = line.word(at: 0) else { return statement(line, all) }
    if !["elif", "else", "except", "finally", "case"].contains(word) { blocks.endChain(at: indent) }
    guard !line.isSign("=", at: 1), let header = header(line, word, indent) else {
      return simple(line, all)
    }
    let colon = colon(line, all)
    guard let colon else { return note("a block without its colon", at: line.tokens[0]) }
    guard blocks.open(header, at: indent) else {
      return note("blocks nested deeper than 100 levels", at: line.tokens[0])
    }
    guard colon + 1 < line.tokens.count else { return }
    // `if DEBUG: X = 1`.
    simple(line, colon + 1..<line.tokens.count)
    blocks.close(at: indent)
  }

  private mutating func header(_ line: PythonExpressionReader, _ first: String, _ indent: Int) -> PythonBlocks.Header? {
    let word = first == "async" ? line.word(at: 1) ?? first : first
    let colon = colon(line, 0..<line.tokens.count)
    // Soft keywords are names elsewhere.
    if ["match", "case"].contains(word), colon != line.tokens.count - 1 { return nil }
    let isSettings =
      word == "class" && line.tokens.indices.dropFirst(2).contains { line.word(at: $0)?.hasSuffix("Settings") ?? false }
    let end = word == "def" || word == "class" ? min(2, line.tokens.count) : colon ?? line.tokens.count
    let words =
      word == "def" ? "in " + PythonWords.shown(1..<max(1, end), of: line) + "()" : PythonWords.shown(0..<end, of: line)
    return blocks.header(word, words: words, at: indent, isSettings: isSettings)
  }

  /// The first colon outside of brackets that is no lambda's.
  private func colon(_ line: PythonExpressionReader, _ range: Range<Int>) -> Int? {
    var at = range.lowerBound
    var lambdas = 0
    while at < range.upperBound {
      if line.word(at: at) == "lambda" { lambdas += 1 }
      if line.isSign(":", at: at) {
        if lambdas == 0 { return at }
        lambdas -= 1
      }
      at = line.partners[at] > at ? Int(line.partners[at]) + 1 : at + 1
    }
    return nil
  }

  private mutating func simple(_ line: PythonExpressionReader, _ range: Range<Int>) {
    var start = range.lowerBound
    var at = start
    while at <= range.upperBound {
      if at == range.upperBound || line.isSign(";", at: at) {
        if at > start { statement(line, start..<at) }
        start = at + 1
      }
      at = at < range.upperBound && line.partners[at] > at ? Int(line.partners[at]) + 1 : at + 1
    }
  }

  private mutating func statement(_ line: PythonExpressionReader, _ range: Range<Int>) {
    switch line.word(at: range.lowerBound) {
    case "import": importModules(line, range)
    case "from": importNames(line, range)
    case "return", "raise", "assert", "del", "pass", "global", "nonlocal", "print", "exec": return
    default: assign(line, range)
    }
  }

  // MARK: imports

  /// `import os, a.b as c`.
  private mutating func importModules(_ line: PythonExpressionReader, _ range: Range<Int>) {
    for part in split(line, range.lowerBound + 1..<range.upperBound) {
      let name = dotted(line, part)
      if let alias = alias(line, part) {
        names.bind(alias, to: name)
      } else if let head = name.split(separator: ".").first {
        names.bind(String(head), to: String(head))
      }
    }
  }

  /// `from a.b import c as d, (e)`.
  private mutating func importNames(_ line: PythonExpressionReader, _ range: Range<Int>) {
    guard let at = range.first(where: { line.word(at: $0) == "import" }) else { return }
    let module = dotted(line, range.lowerBound + 1..<at)
    var list = at + 1..<range.upperBound
    if line.isSign("(", at: at + 1), line.partners[at + 1] > 0 { list = at + 2..<Int(line.partners[at + 1]) }
    for part in split(line, list) {
      guard let name = line.word(at: part.lowerBound) else { continue }
      names.bind(alias(line, part) ?? name, to: module.hasSuffix(".") ? module + name : module + "." + name)
    }
  }

  func split(_ line: PythonExpressionReader, _ range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where line.isSign(",", at: index) {
      if index > start { parts.append(start..<index) }
      start = index + 1
    }
    if start < range.upperBound { parts.append(start..<range.upperBound) }
    return parts
  }

  private func dotted(_ line: PythonExpressionReader, _ range: Range<Int>) -> String {
    var name = ""
    for index in range {
      if line.word(at: index) == "as" || name.utf8.count > Self.longestModule { break }
      name += String(decoding: line.text(index), as: UTF8.self)
    }
    return name
  }

  private func alias(_ line: PythonExpressionReader, _ part: Range<Int>) -> String? {
    part.first { line.word(at: $0) == "as" }.flatMap { line.word(at: $0 + 1) }
  }
}
