/// The names that a logical line uses, and which of them it may bind.
struct PythonLineNames {
  struct Name {
    /// Of its bytes. Two names that have it in common are taken for one.
    let hash: UInt16
    /// It may stand for something else, or something, behind the line.
    var isBound = false
    /// It is a string's text, as in `os.environ["X"] = value`.
    var isText = false
  }

  private let source: UnsafeBufferPointer<UInt8>
  private var names: [Name]
  /// The names of the statement that is being read start there.
  private var start: Int
  private var annotation: Int?
  private var isAssignment = false
  private var isImport = false
  private var isDefault = false

  /// Adds the names of a line.
  static func add(_ line: PythonLine, _ source: UnsafeBufferPointer<UInt8>, to names: inout [Name]) {
    var reader = PythonLineNames(source, names)
    names = []
    reader.read(line)
    names = reader.names
  }

  private init(_ source: UnsafeBufferPointer<UInt8>, _ names: consuming [Name]) {
    self.source = source
    start = names.count
    self.names = names
  }

  private mutating func read(_ line: PythonLine) {
    var depth = 0
    // What stands before a block's colon binds nothing that is known later.
    var isHeader = line.opensBlock(source)
    for token in line.tokens {
      switch token.kind {
      case .name: add(token)
      case .string(let string): add(string)
      case .number: break
      case .sign:
        let bytes = source[token.start..<token.end]
        switch bytes.first {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        case UInt8(ascii: ":") where depth == 0 && bytes.count == 1:
          if isHeader { start = names.count } else if annotation == nil { annotation = names.count }
          isHeader = false
        case UInt8(ascii: ";") where depth == 0: endStatement()
        default: if depth == 0, Self.assigns(bytes) { bind() }
        }
      }
    }
    endStatement()
  }

  /// `=` and `+=`, but no comparison.
  static func assigns(_ sign: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard sign.last == UInt8(ascii: "=") else { return false }
    guard sign.count == 2, let first = sign.first else { return true }
    return !"=!<>:".utf8.contains(first)
  }

  private mutating func add(_ token: PythonToken) {
    let word = UnsafeBufferPointer(rebasing: source[token.start..<token.end])
    switch word.count {
    case 2 where word.isSame("as"): return
    case 6 where word.isSame("import"):
      isImport = true
      return
    case 10 where word.isSame("setdefault"): isDefault = true
    default: break
    }
    names.append(Name(hash: Self.hash(word), isBound: isImport))
  }

  private mutating func add(_ string: PythonString) {
    let text = UnsafeBufferPointer(rebasing: source[string.content])
    guard text.allSatisfy({ $0.isPythonNamePart }) else { return }
    names.append(Name(hash: Self.hash(text), isText: true))
  }

  /// What stands before a `=` is bound, but for its type.
  private mutating func bind() {
    isAssignment = true
    for index in start..<(annotation ?? names.count) { names[index].isBound = true }
    start = names.count
    annotation = nil
  }

  private mutating func endStatement() {
    if !isAssignment {
      // `name: str` of a class; `os.environ.setdefault("X", value)`.
      if let annotation { for index in start..<annotation { names[index].isBound = true } }
      if isDefault { for index in start..<names.count where names[index].isText { names[index].isBound = true } }
    }
    (start, annotation, isAssignment, isImport, isDefault) = (names.count, nil, false, false, false)
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt16 {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return UInt16(truncatingIfNeeded: hash ^ hash >> 16)
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func isSame(_ word: StaticString) -> Bool {
    count == word.utf8CodeUnitCount && word.withUTF8Buffer { elementsEqual($0) }
  }
}

extension PythonLine {
  private static let opening: [StaticString] = [
    "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class", "async", "match", "case",
  ]

  /// Its first word may begin a block.
  func opensBlock(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = tokens.first, case .name = first.kind, first.end - first.start <= 7 else { return false }
    let word = UnsafeBufferPointer(rebasing: source[first.start..<first.end])
    return Self.opening.contains { word.isSame($0) }
  }
}
