import Glibc

/// Gives definitions their values, one after the other: escapes, then variables from the definitions before and from
/// the environment.
struct DotenvResolver {
  enum Value {
    case absent
    /// What the name was before.
    case unchanged
    /// The value stands in the file as it is.
    case slice(Range<Int>)
    case made([UInt8])
    /// It needs a name that nothing defines; the bytes are the loader's reading, with nothing in that place.
    case unresolved([UInt8])
    case problem(String)
    case fatal(String)
  }

  /// All that the variables of one file may expand to, in bytes.
  private static let longestExpansions = 64 << 20

  let bytes: UnsafeBufferPointer<UInt8>
  let dialect: DotenvDialect
  /// Nil leaves it out.
  let environment: EnvironmentVariables?
  /// Whether any value may hold a variable: only then are the definitions of irrelevant names looked at again.
  let interpolates: Bool
  /// A name alone means what it meant before: so what each name was is kept.
  private var needsEveryName: Bool { dialect == .ruby || dialect == .shell || dialect == .compose }
  private(set) var table: DefinitionTable
  private var made: [UInt8] = []
  private var expanded = 0
  /// Where each name is defined last, for a loader that looks values up when all is read.
  private var lastDefinitions: [[UInt8]: DotenvStatement]?

  /// - Parameter interpolates: false leaves variables as they stand.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, dialect: DotenvDialect, environment: EnvironmentVariables?,
    interpolates: Bool = true
  ) {
    self.bytes = bytes
    self.dialect = dialect
    self.environment = environment
    self.interpolates = interpolates && Self.holdsVariable(bytes, dialect)
    table = DefinitionTable(of: bytes)
  }

  private static func holdsVariable(_ bytes: UnsafeBufferPointer<UInt8>, _ dialect: DotenvDialect) -> Bool {
    let needsBrace = dialect == .pythonDotenv
    guard var rest = bytes.baseAddress.map({ UnsafeRawPointer($0) }) else { return false }
    let end = rest + bytes.count
    while let dollar = memchr(rest, Int32(UInt8(ascii: "$")), end - rest) {
      rest = UnsafeRawPointer(dollar) + 1
      if !needsBrace || rest < end && rest.load(as: UInt8.self) == UInt8(ascii: "{") { return true }
    }
    return false
  }

  func name(_ statement: DotenvStatement) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[statement.name])
  }

  mutating func value(of statement: DotenvStatement) -> Value {
    switch statement.value {
    case .absent: return bareName(statement)
    case .problem(let reason): return .problem(reason)
    case .fatal(let reason): return .fatal(reason)
    case .plain(let range):
      let text = UnsafeBufferPointer(rebasing: bytes[range])
      guard dialect == .ruby, text.contains(UInt8(ascii: "\\")) else { return expand(.slice(range), text, quote: nil) }
      return expand(decoding: text, quote: nil)
    case .quoted(let range, let quote, let isRaw):
      let text = UnsafeBufferPointer(rebasing: bytes[range])
      return isRaw ? expand(.slice(range), text, quote: quote) : expand(decoding: text, quote: quote)
    case .word(let range):
      let text = UnsafeBufferPointer(rebasing: bytes[range])
      return settle(ShellExpansion.expand(text, lookUp: lookUp), .slice(range))
    }
  }

  /// `NAME`, and `export NAME`, which hands on what the name is.
  private func bareName(_ statement: DotenvStatement) -> Value {
    guard dialect != .pythonDotenv else { return .absent }
    if table.find(name(statement)).index != nil { return .unchanged }
    return dialect == .ruby ? .fatal("an export of a name that is not set") : .absent
  }

  private mutating func expand(decoding text: UnsafeBufferPointer<UInt8>, quote: UInt8?) -> Value {
    let decoded = DotenvEscapes.decode(text, quote: quote, by: dialect)
    return decoded.withUnsafeBufferPointer { expand(.made(decoded), $0, quote: quote) }
  }

  private mutating func expand(_ value: Value, _ text: UnsafeBufferPointer<UInt8>, quote: UInt8?) -> Value {
    guard interpolates, let base = text.baseAddress, memchr(base, Int32(UInt8(ascii: "$")), text.count) != nil else {
      return value
    }
    switch dialect.interpolation(within: quote) {
    case .none: return value
    case .braces: return settle(DotenvInterpolation.expand(text, lookUp: lookUp), value)
    case .template: return settle(TemplateExpansion.expand(text, lookUp: lookUp), value)
    case .rubyVariables: return settle(RubyExpansion.expand(text, lookUp: lookUp), value)
    case .proxy: return text.first == UInt8(ascii: "$") ? proxied(Array(text), hops: 0) : value
    }
  }

  private mutating func settle(_ outcome: DotenvInterpolation.Outcome, _ value: Value) -> Value {
    switch outcome {
    case .unchanged: return value
    case .tooLong: return .problem("variables expand to more than 64 KiB")
    case .refused: return .fatal("a variable that is required, or not written as one")
    case .expanded(let bytes), .unresolved(let bytes):
      expanded += bytes.count
      guard expanded <= Self.longestExpansions else { return .problem("variables of the file expand to over 64 MiB") }
      if case .unresolved = outcome { return .unresolved(bytes) }
      return .made(bytes)
    }
  }

  /// What `$NAME` stands for as a whole value: the environment's value, or else what the file, which has been read to its
  /// end by then, defines last; and the same for that.
  private mutating func proxied(_ text: [UInt8], hops: Int) -> Value {
    let name = Array(text.drop { $0 == UInt8(ascii: "$") })
    if let value = environment?.value(of: name) { return .made(value) }
    let known = lastDefinitions ?? definitions()
    lastDefinitions = known
    guard hops < 32, let statement = known[name] else { return .unresolved([]) }
    let found: [UInt8]
    switch statement.value {
    case .plain(let range): found = Array(bytes[range])
    case .quoted(let range, let quote, _):
      found = DotenvEscapes.decode(UnsafeBufferPointer(rebasing: bytes[range]), quote: quote, by: dialect)
    case .absent, .word, .problem, .fatal: return .unresolved([])
    }
    return found.first == UInt8(ascii: "$") ? proxied(found, hops: hops + 1) : .made(found)
  }

  private func definitions() -> [[UInt8]: DotenvStatement] {
    var known: [[UInt8]: DotenvStatement] = [:]
    dialect.scan(bytes) { statement in
      if !statement.name.isEmpty { known[Array(name(statement))] = statement }
      return true
    }
    return known
  }

  /// The file's earlier definition, or else the environment's; the other way round where the loader does so.
  private func lookUp(_ name: [UInt8]) -> DotenvInterpolation.Found {
    if dialect.prefersEnvironment, let value = environment?.value(of: name) { return .bytes(value[...]) }
    guard let index = name.withUnsafeBufferPointer({ table.find($0).index }) else {
      guard let value = environment?.value(of: name) else { return .undefined }
      return .bytes(value[...])
    }
    let value = table.entries[index].value
    let range = Int(value.offset)..<Int(value.offset) + Int(value.length)
    switch value.origin {
    case .nowhere: return .unresolved([])
    case .file: return .bytes(ArraySlice(Array(bytes[range])))
    case .decoded: return .bytes(made[range])
    case .unresolved: return .unresolved(made[range])
    }
  }

  /// Notes a definition for those after it.
  ///
  /// - Returns: the setting of an earlier definition of that name, which this one overrides.
  mutating func define(_ statement: DotenvStatement, _ value: Value, setting: Int?) -> Int? {
    let known = table.find(name(statement))
    guard known.index != nil || setting != nil || interpolates || needsEveryName else { return nil }
    let stored = store(value)
    guard let index = known.index else {
      table.add(name: statement.name, hash: known.hash, value: stored, setting: setting)
      return nil
    }
    let earlier = table.entries[index].setting
    table.update(index, value: stored, setting: setting)
    return earlier
  }

  private mutating func store(_ value: Value) -> DefinitionTable.StoredValue {
    switch value {
    case .absent, .unchanged, .problem, .fatal: return .init()
    case .slice(let range):
      return .init(offset: UInt32(range.lowerBound), length: UInt32(range.count), origin: .file)
    case .made(let bytes): return keep(bytes, .decoded)
    case .unresolved(let bytes): return keep(bytes, .unresolved)
    }
  }

  private mutating func keep(_ bytes: [UInt8], _ origin: DefinitionTable.Origin) -> DefinitionTable.StoredValue {
    guard interpolates else { return .init() }
    defer { made.append(contentsOf: bytes) }
    return .init(offset: UInt32(made.count), length: UInt32(bytes.count), origin: origin)
  }
}
