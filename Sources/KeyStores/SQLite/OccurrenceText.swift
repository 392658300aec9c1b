import KeyPlanning

/// A key's occurrences as its row holds them: `[{"source":".env","line":3,"setting":"STRIPE_SECRET_KEY"}]`.
enum OccurrenceText {
  static func append(_ occurrences: [Occurrence], to text: inout [UInt8]) {
    text.append(UInt8(ascii: "["))
    for (index, occurrence) in occurrences.enumerated() {
      text.append(text: index == 0 ? "{\"source\":" : ",{\"source\":")
      text.append(jsonString: occurrence.source)
      text.append(text: ",\"line\":")
      if let line = occurrence.line { text.append(number: line) } else { text.append(text: "null") }
      text.append(text: ",\"setting\":")
      text.append(jsonString: occurrence.setting)
      text.append(UInt8(ascii: "}"))
    }
    text.append(UInt8(ascii: "]"))
  }

  /// Reads many of them, which mostly name few sources: equal texts share their memory.
  struct Reader {
    private var sourceBytes: [UInt8] = []
    private var source = ""

    func callAsFunction(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFailure) -> [Occurrence] {
      var scanner = JSONScanner(text)
      let occurrences = try Occurrence.list(&scanner)
      try scanner.end()
      return occurrences
    }

    /// What ``append(_:to:)`` writes for a single one under the key's own name, as long as no escape is in it; nil for
    /// anything else.
    ///
    /// - Parameter name: the key's.
    mutating func plain(
      _ text: UnsafeBufferPointer<UInt8>, name: UnsafeBufferPointer<UInt8>
    ) -> (source: String, line: Int?)? {
      var rest = OccurrenceScanner(text)
      guard rest.take("[{\"source\":\""), let sourceBytes = rest.takeText(), rest.take("\",\"line\":"),
        let line = rest.takeLine(), rest.take(",\"setting\":\""), let setting = rest.takeText(),
        setting.isSame(as: name),
        rest.take("\"}]"), rest.isAtEnd, let source = interned(sourceBytes)
      else { return nil }
      return (source, line)
    }

    private mutating func interned(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
      if sourceBytes.withUnsafeBufferPointer({ $0.isSame(as: bytes) }) { return source }
      guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
      sourceBytes = Array(bytes)
      source = text
      return text
    }
  }
}

/// Takes a text apart that looks as expected, and gives up where it does not.
private struct OccurrenceScanner {
  private let text: UnsafeBufferPointer<UInt8>
  private var offset = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { offset == text.count }

  mutating func take(_ expected: StaticString) -> Bool {
    let end = offset + expected.utf8CodeUnitCount
    guard end <= text.count, UnsafeBufferPointer(rebasing: text[offset..<end]).isSame(as: expected) else {
      return false
    }
    offset = end
    return true
  }

  /// What stands before the closing quote; nil when an escape does.
  mutating func takeText() -> UnsafeBufferPointer<UInt8>? {
    let start = offset
    while offset < text.count, text[offset] != UInt8(ascii: "\"") {
      guard text[offset] != UInt8(ascii: "\\"), text[offset] >= 0x20 else { return nil }
      offset += 1
    }
    return UnsafeBufferPointer(rebasing: text[start..<offset])
  }

  /// A number without sign and in range, or `null`.
  mutating func takeLine() -> Int?? {
    if take("null") { return .some(nil) }
    let start = offset
    var value = 0
    while offset < text.count, offset - start < 9, text[offset] &- UInt8(ascii: "0") < 10 {
      value = value * 10 + Int(text[offset] - UInt8(ascii: "0"))
      offset += 1
    }
    return value > 0 ? value : nil
  }
}

extension [UInt8] {
  mutating func append(number: Int) {
    if number < 0 { return append(text: String(number)) }
    var divisor = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }
}
