import Glibc

/// Gives definitions their values, one after the other: escapes, then variables from the definitions before and from
/// the environment.
struct DotenvResolver {
  enum Value {
    case absent
    /// The value stands in the file as it is.
    case slice(Range<Int>)
    case made([UInt8])
    /// It needs a name that nothing defines; the bytes are Python's reading, with nothing in that place.
    case unresolved([UInt8])
    case problem(String)
  }

  /// All that the variables of one file may expand to, in bytes.
  private static let longestExpansions = 64 << 20

  let bytes: UnsafeBufferPointer<UInt8>
  /// Nil leaves it out.
  let environment: EnvironmentVariables?
  /// Whether any value may hold a variable: only then are the definitions of irrelevant names looked at again.
  let interpolates: Bool
  private(set) var table: DefinitionTable
  private var made: [UInt8] = []
  private var expanded = 0

  /// - Parameter interpolates: false leaves `${NAME}` as it stands.
  init(_ bytes: UnsafeBufferPointer<UInt8>, environment: EnvironmentVariables?, interpolates: Bool = true) {
    self.bytes = bytes
    self.environment = environment
    self.interpolates = interpolates && Self.holdsVariable(bytes)
    table = DefinitionTable(of: bytes)
  }

  private static func holdsVariable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard var rest = bytes.baseAddress.map({ UnsafeRawPointer($0) }) else { return false }
    let end = rest + bytes.count
    while let dollar = memchr(rest, Int32(UInt8(ascii: "$")), end - rest) {
      rest = UnsafeRawPointer(dollar) + 1
      if rest < end, rest.load(as: UInt8.self) == UInt8(ascii: "{") { return true }
    }
    return false
  }

  func name(_ statement: DotenvStatement) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[statement.name])
  }

  mutating func value(of statement: DotenvStatement) -> Value {
    switch statement.value {
    case .absent: return .absent
    case .problem(let reason): return .problem(reason)
    case .plain(let range): return expand(.slice(range), UnsafeBufferPointer(rebasing: bytes[range]))
    case .quoted(let range, let quote, let isRaw):
      let text = UnsafeBufferPointer(rebasing: bytes[range])
      guard !isRaw else { return expand(.slice(range), text) }
      let decoded = DotenvEscapes.decode(text, quote: quote)
      return decoded.withUnsafeBufferPointer { expand(.made(decoded), $0) }
    }
  }

  private mutating func expand(_ value: Value, _ text: UnsafeBufferPointer<UInt8>) -> Value {
    guard interpolates, let base = text.baseAddress, memchr(base, Int32(UInt8(ascii: "$")), text.count) != nil else {
      return value
    }
    let outcome = DotenvInterpolation.expand(text, lookUp: lookUp)
    switch outcome {
    case .unchanged: return value
    case .tooLong: return .problem("variables expand to more than 64 KiB")
    case .expanded(let bytes), .unresolved(let bytes):
      expanded += bytes.count
      guard expanded <= Self.longestExpansions else { return .problem("variables of the file expand to over 64 MiB") }
      if case .unresolved = outcome { return .unresolved(bytes) }
      return .made(bytes)
    }
  }

  /// The file's earlier definition, or else the environment's.
  private func lookUp(_ name: [UInt8]) -> DotenvInterpolation.Found {
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
    guard known.index != nil || setting != nil || interpolates else { return nil }
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
    case .absent, .problem: return .init()
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
