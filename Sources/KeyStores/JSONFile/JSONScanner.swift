/// Where a text stops being what it should be, and how; nothing of the text.
struct JSONFailure: Error {
  let offset: Int
  let reason: String
}

/// Reads JSON from its bytes, in order, as its caller asks: strict, without recursion into what nobody asked for,
/// and with names that are given twice left to the caller to see.
struct JSONScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var offset: Int
  private static let deepest = 64

  init(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  func failure(_ reason: String = "not JSON") -> JSONFailure { JSONFailure(offset: offset, reason: reason) }

  /// Calls `member` for every name, with the scanner before the value, which it must read.
  mutating func object(
    _ member: (inout JSONScanner, _ name: [UInt8]) throws(JSONFailure) -> Void
  ) throws(JSONFailure) {
    try expect("{")
    if take("}") { return }
    repeat {
      let name = try stringBytes()
      try expect(":")
      try member(&self, name)
    } while take(",")
    try expect("}")
  }

  /// Calls `element` before every element, which it must read.
  mutating func array(_ element: (inout JSONScanner) throws(JSONFailure) -> Void) throws(JSONFailure) {
    try expect("[")
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    try expect("]")
  }

  mutating func string() throws(JSONFailure) -> String {
    let start = offset
    guard let text = String(validating: try stringBytes(), as: UTF8.self) else {
      throw JSONFailure(offset: start, reason: "not UTF-8")
    }
    return text
  }

  /// A string's bytes, escapes resolved; whether they are UTF-8 is not checked.
  mutating func stringBytes() throws(JSONFailure) -> [UInt8] {
    skipBlanks()
    guard peek() == UInt8(ascii: "\"") else { throw failure() }
    offset += 1
    var text: [UInt8] = []
    var start = offset
    while let byte = peek() {
      guard byte >= 0x20 else { throw failure() }
      if byte == UInt8(ascii: "\"") {
        text.append(contentsOf: bytes[start..<offset])
        offset += 1
        return text
      }
      offset += 1
      if byte == UInt8(ascii: "\\") {
        text.append(contentsOf: bytes[start..<offset - 1])
        try escape(into: &text)
        start = offset
      }
    }
    throw failure()
  }

  mutating func integer() throws(JSONFailure) -> Int {
    skipBlanks()
    let start = offset
    if peek() == UInt8(ascii: "-") { offset += 1 }
    let digits = offset
    var value = 0
    while let digit = peek().map({ $0 &- UInt8(ascii: "0") }), digit < 10 {
      guard offset - digits < 18 else { throw failure("number out of range") }
      value = value * 10 + Int(digit)
      offset += 1
    }
    guard offset > digits, offset == digits + 1 || bytes[digits] != UInt8(ascii: "0") else { throw failure() }
    if let next = peek(), [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(next) {
      throw failure("not a whole number")
    }
    return start == digits ? value : -value
  }

  mutating func boolean() throws(JSONFailure) -> Bool {
    if takeWord("true") { return true }
    if takeWord("false") { return false }
    throw failure()
  }

  /// Reads `null` if it stands here.
  mutating func takeNull() -> Bool { takeWord("null") }

  /// Reads a value of any kind and drops it.
  mutating func skipValue(depth: Int = 0) throws(JSONFailure) {
    guard depth < Self.deepest else { throw failure("nested deeper than \(Self.deepest) levels") }
    skipBlanks()
    switch peek() {
    case UInt8(ascii: "{"):
      try object { scanner, _ throws(JSONFailure) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      try array { scanner throws(JSONFailure) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try stringBytes()
    case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
    case UInt8(ascii: "n"): guard takeNull() else { throw failure() }
    default: try skipNumber()
    }
  }

  /// Checks that nothing but blanks follows.
  mutating func end() throws(JSONFailure) {
    skipBlanks()
    guard offset == bytes.count else { throw failure("text after the end") }
  }

  mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard peek() == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONFailure) {
    guard take(character) else { throw failure() }
  }

  private mutating func takeWord(_ word: StaticString) -> Bool {
    skipBlanks()
    let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[offset...].starts(with: letters) else { return false }
    offset += letters.count
    return true
  }

  private mutating func skipNumber() throws(JSONFailure) {
    let start = offset
    while let byte = peek(), byte &- 0x30 < 10 || "+-.eE".utf8.contains(byte) { offset += 1 }
    guard offset > start, offset - start < 400 else { throw failure() }
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONFailure) {
    guard let byte = peek() else { throw failure() }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let scalar = Unicode.Scalar(try codePoint()) else { throw failure("not UTF-8") }
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw failure()
    }
  }

  private mutating func codePoint() throws(JSONFailure) -> UInt32 {
    let high = try fourDigits()
    guard (0xD800..<0xDC00).contains(high) else { return high }
    guard bytes[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return high }
    offset += 2
    let low = try fourDigits()
    guard (0xDC00..<0xE000).contains(low) else { return high }
    return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
  }

  private mutating func fourDigits() throws(JSONFailure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = peek().flatMap(hexadecimalDigit) else { throw failure() }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}

func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}
