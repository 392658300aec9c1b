import KeyFacts

/// Reads a lock's lines, one after the other: the TOML that ``KeyLockDocument`` writes, in any order of its blocks.
struct KeyLockReader {
  private enum Block { case head, key, reference }

  private var block = Block.head
  private var fields: [String: KeyLockValue] = [:]
  private var places: [KeyLock.Place]?
  private var isInPlaces = false
  private var start = 1
  private var hasVersion = false
  private var keys: [KeyLock.Key] = []
  private var references: [KeyLock.Place] = []

  mutating func read(_ bytes: [UInt8], number: Int) throws(KeyLockError) {
    do throws(KeyLockError) {
      try readLine(bytes, number: number)
    } catch .damaged where !hasVersion {
      throw .foreign
    }
  }

  private mutating func readLine(_ bytes: [UInt8], number: Int) throws(KeyLockError) {
    var line = KeyLockLine(bytes, number: number)
    guard !line.isConflict else { throw .conflict(line: number) }
    guard !line.isEmpty else { return }
    if isInPlaces {
      if line.take("]") {
        isInPlaces = false
      } else {
        let place = try place(try line.table(), line: number)
        places?.append(place)
      }
    } else if line.take("[[key]]") {
      try begin(.key, at: number)
    } else if line.take("[[reference]]") {
      try begin(.reference, at: number)
    } else {
      try readField(&line)
    }
    try line.end()
  }

  private mutating func readField(_ line: inout KeyLockLine) throws(KeyLockError) {
    let name = try line.name()
    guard !(block == .key && name == "settings") else {
      guard places == nil else { throw line.damaged("a field given twice") }
      try line.expect("[")
      (places, isInPlaces) = ([], true)
      return
    }
    let value = try line.value()
    guard fields.updateValue(value, forKey: name) == nil else { throw line.damaged("a field given twice") }
    if block == .head { try checkVersion(line) }
  }

  /// Before anything else of the file is judged.
  private mutating func checkVersion(_ line: KeyLockLine) throws(KeyLockError) {
    guard let version = fields.removeValue(forKey: "version"), case .number(let number) = version, fields.isEmpty else {
      throw .foreign
    }
    guard number <= KeyLockDocument.version else { throw .newer(version: number) }
    hasVersion = true
  }

  private mutating func begin(_ next: Block, at line: Int) throws(KeyLockError) {
    guard hasVersion else { throw .foreign }
    try endBlock()
    block = next
    start = line
  }

  private mutating func endBlock() throws(KeyLockError) {
    switch block {
    case .head: break
    case .key: keys.append(try key())
    case .reference: references.append(try place(fields, line: start))
    }
    fields = [:]
    places = nil
  }

  mutating func finish(line: Int) throws(KeyLockError) -> KeyLock {
    guard hasVersion else { throw .foreign }
    guard !isInPlaces else { throw .damaged(line: line, why: "it ends within a list of settings") }
    try endBlock()
    return KeyLock(keys: keys, references: references)
  }

  private func key() throws(KeyLockError) -> KeyLock.Key {
    guard Set(fields.keys) == ["name", "type", "mode", "key", "fingerprint"], let places, !places.isEmpty,
      let name = fields["name"]?.text, let type = fields["type"]?.text.flatMap(KeyType.init),
      let mode = fields["mode"]?.text.flatMap(KeyMode.init), let redacted = fields["key"]?.text,
      let fingerprint = fields["fingerprint"]?.text.flatMap(Fingerprint.init(hex:))
    else { throw .damaged(line: start, why: "a key whose fields are not those of a key") }
    let summary = KeySummary(
      type: type, mode: mode, tail: redacted.utf8.suffix(4).reduce(0) { $0 << 8 | UInt32($1) },
      fingerprint: fingerprint)
    guard summary.redacted == redacted else {
      throw .damaged(line: start, why: "a key whose type and mode are not those of its redacted form")
    }
    guard places.contains(where: { $0.setting == name }) else {
      throw .damaged(line: start, why: "a key whose name is none of its settings'")
    }
    return KeyLock.Key(summary: summary, name: name, places: places)
  }

  private func place(_ fields: [String: KeyLockValue], line: Int) throws(KeyLockError) -> KeyLock.Place {
    if let name = fields["name"]?.text {
      if case .truth(true)? = fields["environment"], fields.count == 2 {
        return KeyLock.Place(setting: name, source: .environment, line: line)
      }
      if let path = fields["file"]?.text, !path.isEmpty {
        switch (fields["committed"], fields.count) {
        case (.truth(let isCommitted)?, 3):
          return KeyLock.Place(setting: name, source: .file(path: path, isCommitted: isCommitted), line: line)
        case (nil, 2): return KeyLock.Place(setting: name, source: .file(path: path, isCommitted: nil), line: line)
        default: break
        }
      }
    }
    throw .damaged(line: line, why: "a setting whose fields are not those of a setting")
  }
}

enum KeyLockValue {
  case text(String)
  case number(Int)
  case truth(Bool)

  var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }
}

/// One line, read from its start.
struct KeyLockLine {
  private let bytes: [UInt8]
  private let number: Int
  private var offset = 0

  init(_ bytes: [UInt8], number: Int) {
    self.bytes = bytes
    self.number = number
    skipBlanks()
  }

  var isConflict: Bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].contains { bytes.starts(with: $0.utf8) }
  }

  var isEmpty: Bool { offset == bytes.count || bytes[offset] == UInt8(ascii: "#") }

  func damaged(_ why: String) -> KeyLockError { .damaged(line: number, why: why) }

  private mutating func skipBlanks() {
    while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
  }

  mutating func take(_ word: String) -> Bool {
    guard bytes[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    skipBlanks()
    return true
  }

  mutating func expect(_ word: String) throws(KeyLockError) {
    guard take(word) else { throw damaged("not what stands in a lock") }
  }

  mutating func end() throws(KeyLockError) {
    guard isEmpty else { throw damaged("not what stands in a lock") }
  }

  /// A field's name and the `=` behind it.
  mutating func name() throws(KeyLockError) -> String {
    let start = offset
    while offset < bytes.count, bytes[offset] &- 0x61 < 26 || bytes[offset] == UInt8(ascii: "_") { offset += 1 }
    let name = String(decoding: bytes[start..<offset], as: UTF8.self)
    skipBlanks()
    guard !name.isEmpty else { throw damaged("not what stands in a lock") }
    try expect("=")
    return name
  }

  mutating func value() throws(KeyLockError) -> KeyLockValue {
    if take("true") { return .truth(true) }
    if take("false") { return .truth(false) }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") { return .text(try string()) }
    let digits = bytes[offset...].prefix { $0 &- 0x30 < 10 }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw damaged("not what stands in a lock") }
    offset += digits.count
    skipBlanks()
    return .number(number)
  }

  /// `{ name = "…", file = "…" },`
  mutating func table() throws(KeyLockError) -> [String: KeyLockValue] {
    var fields: [String: KeyLockValue] = [:]
    try expect("{")
    repeat {
      let name = try name()
      guard fields.updateValue(try value(), forKey: name) == nil else { throw damaged("a field given twice") }
    } while take(",")
    try expect("}")
    _ = take(",")
    return fields
  }

  private mutating func string() throws(KeyLockError) -> String {
    offset += 1
    var text: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        skipBlanks()
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try escape()
      default: text.append(byte)
      }
    }
    throw damaged("a text without its end")
  }

  private mutating func escape() throws(KeyLockError) -> [UInt8] {
    let kind = offset < bytes.count ? bytes[offset] : 0
    offset += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [kind]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = kind == UInt8(ascii: "u") ? 4 : 8
      let digits = bytes[min(offset, bytes.count)...].prefix(count)
      guard digits.count == count, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      else { break }
      offset += count
      return Array(String(scalar).utf8)
    default: break
    }
    throw damaged("an escape that is none")
  }
}
