import KeyFacts

/// A JSON document in memory: for files that people approve, which are small next to a store.
enum JSONTree {
  case object([String: JSONTree])
  case array([JSONTree])
  case text(String)
  case integer(Int)
  case boolean(Bool)
  case null
}

/// Where a document is not of the form that it should have: `keys[2].type`, `is missing`.
struct JSONFormError: Error {
  let place: String
  let problem: String
}

extension JSONScanner {
  private static let deepestTree = 16

  /// Reads a value of any kind.
  mutating func tree(depth: Int = 0) throws(JSONFailure) -> JSONTree {
    guard depth < Self.deepestTree else { throw failure("nested deeper than \(Self.deepestTree) levels") }
    skipBlanks()
    switch peek() {
    case UInt8(ascii: "{"):
      var fields: [String: JSONTree] = [:]
      try object { scanner, name throws(JSONFailure) in
        let value = try scanner.tree(depth: depth + 1)
        guard fields.updateValue(value, forKey: String(decoding: name, as: UTF8.self)) == nil else {
          throw scanner.failure("field given twice")
        }
      }
      return .object(fields)
    case UInt8(ascii: "["):
      var items: [JSONTree] = []
      try array { scanner throws(JSONFailure) in items.append(try scanner.tree(depth: depth + 1)) }
      return .array(items)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean(try boolean())
    case UInt8(ascii: "n"):
      guard takeNull() else { throw failure() }
      return .null
    default: return .integer(try integer())
    }
  }
}

/// The fields of an object, taken one by one; what is left over is unknown.
struct JSONFields {
  private let path: String
  private var fields: [String: JSONTree]

  init(_ tree: JSONTree?, at path: String) throws(JSONFormError) {
    guard case .object(let fields)? = tree else { throw JSONFormError(place: path, problem: "is no object") }
    self.path = path
    self.fields = fields
  }

  private func place(_ name: String) -> String { path.isEmpty ? name : path + "." + name }

  private mutating func take(_ name: String) throws(JSONFormError) -> JSONTree {
    guard let value = fields.removeValue(forKey: name) else {
      throw JSONFormError(place: place(name), problem: "is missing")
    }
    return value
  }

  func problem(_ name: String, _ problem: String) -> JSONFormError {
    JSONFormError(place: place(name), problem: problem)
  }

  mutating func text(_ name: String) throws(JSONFormError) -> String {
    guard case .text(let text) = try take(name) else { throw problem(name, "is no text") }
    return text
  }

  mutating func textOrNull(_ name: String) throws(JSONFormError) -> String? {
    switch try take(name) {
    case .text(let text): return text
    case .null: return nil
    default: throw problem(name, "is no text")
    }
  }

  /// A text that is one of an enumeration's.
  mutating func value<Value: RawRepresentable<String>>(_ name: String) throws(JSONFormError) -> Value {
    guard let value = Value(rawValue: try text(name)) else { throw problem(name, "has a value that is not known") }
    return value
  }

  mutating func integer(_ name: String) throws(JSONFormError) -> Int {
    guard let number = try integerOrNull(name) else { throw problem(name, "is no number") }
    return number
  }

  mutating func integerOrNull(_ name: String) throws(JSONFormError) -> Int? {
    switch try take(name) {
    case .integer(let number): return number
    case .null: return nil
    default: throw problem(name, "is no number")
    }
  }

  mutating func boolean(_ name: String) throws(JSONFormError) -> Bool {
    guard case .boolean(let truth) = try take(name) else { throw problem(name, "is neither true nor false") }
    return truth
  }

  mutating func object(_ name: String) throws(JSONFormError) -> JSONFields {
    try JSONFields(try take(name), at: place(name))
  }

  mutating func objectOrNull(_ name: String) throws(JSONFormError) -> JSONFields? {
    let tree = try take(name)
    if case .null = tree { return nil }
    return try JSONFields(tree, at: place(name))
  }

  mutating func texts(_ name: String) throws(JSONFormError) -> [String] {
    var texts: [String] = []
    for item in try items(name) {
      guard case .text(let text) = item else { throw problem(name, "holds what is no text") }
      texts.append(text)
    }
    return texts
  }

  /// Reads every object of an array to its last field.
  mutating func objects<Value>(
    _ name: String, _ read: (inout JSONFields) throws(JSONFormError) -> Value
  ) throws(JSONFormError) -> [Value] {
    var values: [Value] = []
    for (index, item) in try items(name).enumerated() {
      var fields = try JSONFields(item, at: "\(place(name))[\(index)]")
      values.append(try read(&fields))
      try fields.end()
    }
    return values
  }

  private mutating func items(_ name: String) throws(JSONFormError) -> [JSONTree] {
    guard case .array(let items) = try take(name) else { throw problem(name, "is no list") }
    return items
  }

  /// Checks that nothing is left.
  func end() throws(JSONFormError) {
    // Its name may be anything: only what the path says is ours.
    guard fields.isEmpty else {
      throw JSONFormError(place: path.isEmpty ? "the document" : path, problem: "has a field that is not known")
    }
  }
}
