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
    private static let head = Array("{\"source\":\"".utf8)
    private static let line = Array("\",\"line\":".utf8)
    private static let null = Array("null".utf8)
    private static let setting = Array(",\"setting\":\"".utf8)
    private static let tail = Array("\"}".utf8)

    /// - Parameter name: the key's name and its bytes, which mostly is the setting's too.
    mutating func callAsFunction(
      _ text: UnsafeBufferPointer<UInt8>, name: String, nameBytes: UnsafeBufferPointer<UInt8>
    ) throws(JSONFailure) -> [Occurrence] {
      if let occurrences = plain(text, name, nameBytes) { return occurrences }
      var scanner = JSONScanner(text)
      let occurrences = try Occurrence.list(&scanner)
      try scanner.end()
      return occurrences
    }

    /// What ``append(_:to:)`` writes, as long as no escape is in it; nil for anything else.
    private mutating func plain(
      _ text: UnsafeBufferPointer<UInt8>, _ name: String, _ nameBytes: UnsafeBufferPointer<UInt8>
    ) -> [Occurrence]? {
      guard text.count > 2, text[0] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]") else { return nil }
      var rest = text[1..<text.count - 1]
      var all: [Occurrence] = []
      while true {
        guard rest.take(Self.head), let sourceBytes = rest.takeText(), rest.take(Self.line),
          let line = rest.takeLine(Self.null), rest.take(Self.setting), let settingBytes = rest.takeText(),
          rest.take(Self.tail), let source = interned(sourceBytes)
        else { return nil }
        let isName = settingBytes.elementsEqual(nameBytes)
        guard let setting = isName ? name : String(validating: settingBytes, as: UTF8.self) else { return nil }
        all.append(Occurrence(source: source, line: line, setting: setting))
        if rest.isEmpty { return all }
        guard rest.take([UInt8(ascii: ",")]) else { return nil }
      }
    }

    private mutating func interned(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
      if bytes.elementsEqual(sourceBytes) { return source }
      guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
      sourceBytes = Array(bytes)
      source = text
      return text
    }
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

extension Slice<UnsafeBufferPointer<UInt8>> {
  fileprivate mutating func take(_ expected: [UInt8]) -> Bool {
    guard starts(with: expected) else { return false }
    removeFirst(expected.count)
    return true
  }

  /// What stands before the closing quote; nil when an escape does.
  fileprivate mutating func takeText() -> Self? {
    var index = startIndex
    while index < endIndex, base[index] != UInt8(ascii: "\"") {
      guard base[index] != UInt8(ascii: "\\"), base[index] >= 0x20 else { return nil }
      index += 1
    }
    guard index < endIndex else { return nil }
    defer { self = self[index...] }
    return self[..<index]
  }

  /// A number without sign, or `null`.
  fileprivate mutating func takeLine(_ null: [UInt8]) -> Int?? {
    if take(null) { return .some(nil) }
    var value = 0
    var digits = 0
    while let digit = first.map({ $0 &- UInt8(ascii: "0") }), digit < 10, digits < 18 {
      value = value * 10 + Int(digit)
      digits += 1
      removeFirst()
    }
    return digits > 0 ? value : nil
  }
}
