import KeySecrets

/// The blocks around a line: which branches it stands in, as its indentation tells.
struct PythonBlocks {
  enum Kind: Equatable {
    case branch, function
    /// With whether its bases are pydantic's settings.
    case definition(isSettings: Bool)
  }

  struct Header {
    let kind: Kind
    /// Nil where the block is always gone through.
    let condition: ModuleUse.Condition?
  }

  private struct Block {
    /// Of its header, and of its first line.
    let headerIndent: Int
    var indent: Int?
    let header: Header
  }

  /// CPython's own limit.
  private static let deepest = 100
  /// Classes shut each other out: of several configurations one is used.
  private static let classChain = 0

  private var stack: [Block] = [] {
    didSet { conditions = stack.compactMap(\.header.condition) }
  }
  private(set) var nextChain = 1
  /// The branch that ended last at each indentation, for the `else` that may follow it.
  private var ended: [Int: ModuleUse.Condition] = [:]
  private var classes = 0

  /// Of the branches that are open, outermost first.
  private(set) var conditions: [ModuleUse.Condition] = []
  var isInFunction: Bool { stack.contains { $0.header.kind == .function } }
  var isInSettingsClass: Bool { stack.last?.header.kind == .definition(isSettings: true) }

  mutating func useChains(upTo next: Int) { nextChain = max(nextChain, next) }

  /// Ends the blocks that a line of this indentation is not in.
  ///
  /// - Returns: false for an indentation that Python refuses.
  mutating func enter(_ indent: Int) -> Bool {
    if let last = stack.indices.last, stack[last].indent == nil, indent > stack[last].headerIndent {
      stack[last].indent = indent
      return true
    }
    while let block = stack.last, block.indent.map({ indent < $0 }) ?? true {
      if let condition = block.header.condition { ended[block.headerIndent] = condition }
      stack.removeLast()
    }
    return indent == stack.last?.indent ?? 0
  }

  /// A line that is no `else` ends the branches before it.
  mutating func endChain(at indent: Int) {
    if !ended.isEmpty { ended = ended.filter { $0.key < indent } }
  }

  /// Opens the block of a header whose body follows.
  ///
  /// - Returns: false where blocks are nested too deeply.
  mutating func open(_ header: Header, at indent: Int) -> Bool {
    guard stack.count < Self.deepest else { return false }
    stack.append(Block(headerIndent: indent, indent: nil, header: header))
    return true
  }

  mutating func close(at indent: Int) {
    guard let block = stack.popLast() else { return }
    if let condition = block.header.condition { ended[indent] = condition }
  }

  /// What a line that begins with `word` opens; nil for one that opens nothing.
  mutating func header(_ word: String, words: String, at indent: Int, isSettings: Bool) -> Header? {
    switch word {
    case "if", "while", "for", "match": return Header(kind: .branch, condition: newChain(words))
    case "try": return Header(kind: .branch, condition: newChain("try"))
    case "elif", "else", "except", "finally", "case":
      guard let last = ended[indent] else { return Header(kind: .branch, condition: newChain(words)) }
      if word == "finally" { return Header(kind: .branch, condition: nil) }
      let condition = ModuleUse.Condition(
        words: word == "else" ? "else of \(last.words)" : words, chain: last.chain, branch: last.branch + 1)
      return Header(kind: .branch, condition: condition)
    case "with": return Header(kind: .branch, condition: nil)
    case "def": return Header(kind: .function, condition: newChain(words))
    case "class":
      classes += 1
      let condition = ModuleUse.Condition(words: words, chain: Self.classChain, branch: classes)
      return Header(kind: .definition(isSettings: isSettings), condition: condition)
    default: return nil
    }
  }

  private mutating func newChain(_ words: String) -> ModuleUse.Condition {
    defer { nextChain += 1 }
    return ModuleUse.Condition(words: words, chain: nextChain, branch: 0)
  }
}
