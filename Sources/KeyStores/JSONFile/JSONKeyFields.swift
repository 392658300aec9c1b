import KeyFacts
import KeyPlanning
import KeySecrets

/// A key's fields as they come along in a document, in any order.
struct JSONKeyFields {
  private var id: String?
  private var type: KeyType?
  private var livemode: Bool?
  private var name: String?
  private var account: String??
  private var created: Timestamp?
  private var updated: Timestamp?
  private var secret: Secret?
  private var occurrences: [Occurrence]?

  /// The key, once every field was there. Only the account may be left out.
  var key: StoredKey? {
    guard let id, let type, let livemode, let name, let created, let updated, let secret, let occurrences else {
      return nil
    }
    return StoredKey(
      id: id, secret: secret, type: type, livemode: livemode, name: name, account: account ?? nil, created: created,
      updated: updated, occurrences: occurrences)
  }

  mutating func read(_ field: [UInt8], _ scanner: inout JSONScanner) throws(JSONFailure) {
    switch String(decoding: field, as: UTF8.self) {
    case "id": try set(\.id, try Self.identifier(&scanner), scanner)
    case "type":
      guard let value = KeyType(rawValue: try scanner.string()) else { throw scanner.failure("unknown type of key") }
      try set(\.type, value, scanner)
    case "livemode": try set(\.livemode, try scanner.boolean(), scanner)
    case "name": try set(\.name, try scanner.string(), scanner)
    case "account": try set(\.account, scanner.takeNull() ? nil : try scanner.string(), scanner)
    case "created": try set(\.created, try Self.time(&scanner), scanner)
    case "updated": try set(\.updated, try Self.time(&scanner), scanner)
    case "secret":
      let text = try scanner.string()
      try set(\.secret, Secret(Array(text.utf8)), scanner)
    case "secret_hex": try set(\.secret, try Self.hexadecimal(&scanner), scanner)
    case "occurrences": try set(\.occurrences, try Occurrence.list(&scanner), scanner)
    default: throw scanner.failure("unknown field")
    }
  }

  private mutating func set<Value>(
    _ field: WritableKeyPath<Self, Value?>, _ value: Value, _ scanner: JSONScanner
  ) throws(JSONFailure) {
    guard self[keyPath: field] == nil else { throw scanner.failure("field given twice") }
    self[keyPath: field] = .some(value)
  }

  private static func identifier(_ scanner: inout JSONScanner) throws(JSONFailure) -> String {
    let id = try scanner.string()
    guard !id.isEmpty else { throw scanner.failure("empty id") }
    return id
  }

  static func time(_ scanner: inout JSONScanner) throws(JSONFailure) -> Timestamp {
    let text = try scanner.stringBytes()
    guard let time = text.withUnsafeBufferPointer({ Timestamp(iso8601: $0) }) else {
      throw scanner.failure("not a UTC time")
    }
    return time
  }

  private static func hexadecimal(_ scanner: inout JSONScanner) throws(JSONFailure) -> Secret {
    let text = try scanner.stringBytes()
    guard text.count.isMultiple(of: 2) else { throw scanner.failure("not hexadecimal") }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: text.count, by: 2) {
      guard let high = hexadecimalDigit(text[index]), let low = hexadecimalDigit(text[index + 1]) else {
        throw scanner.failure("not hexadecimal")
      }
      bytes.append(high << 4 | low)
    }
    return Secret(bytes)
  }
}

extension Occurrence {
  private static func lineNumber(_ scanner: inout JSONScanner) throws(JSONFailure) -> Int? {
    if scanner.takeNull() { return nil }
    let line = try scanner.integer()
    guard (1...Int(Int32.max)).contains(line) else { throw scanner.failure("line out of range") }
    return line
  }

  /// `[{"source": …, "line": …, "setting": …}]`, each with its three fields once.
  static func list(_ scanner: inout JSONScanner) throws(JSONFailure) -> [Occurrence] {
    var all: [Occurrence] = []
    try scanner.array { scanner throws(JSONFailure) in
      var source: String?
      var line: Int??
      var setting: String?
      try scanner.object { scanner, name throws(JSONFailure) in
        switch String(decoding: name, as: UTF8.self) {
        case "source" where source == nil: source = try scanner.string()
        case "line" where line == nil: line = .some(try lineNumber(&scanner))
        case "setting" where setting == nil: setting = try scanner.string()
        default: throw scanner.failure("unknown or repeated field")
        }
      }
      guard let source, let line, let setting else { throw scanner.failure("an occurrence lacks a field") }
      all.append(Occurrence(source: source, line: line, setting: setting))
    }
    return all
  }
}
