/// What a text may show of keys, told without the code that hides them.
enum Oracle {
  /// The longest piece of a key that may be shown.
  private static let longest = 8

  /// Whether a piece of one of the keys' bodies that is too long stands in `shown`.
  static func holdsPiece(of keys: [[UInt8]], _ shown: String) -> Bool {
    let text = Array(shown.utf8)
    return keys.contains { key in
      windows(of: Array(key.dropFirst(8))).contains { piece in contains(text, piece) }
    }
  }

  /// The same for pieces that are no word of a name: small letters and others beside them.
  static func holdsMixedPiece(of keys: [[UInt8]], _ shown: String) -> Bool {
    let text = Array(shown.utf8)
    return keys.contains { key in
      windows(of: Array(key.dropFirst(8))).contains { piece in
        piece.allSatisfy(isAlphanumeric) && piece.contains { (0x61...0x7A).contains($0) }
          && piece.contains { !(0x61...0x7A).contains($0) } && contains(text, piece)
      }
    }
  }

  /// Whether the start of a key that nobody made, and yet looks like one, is shown with more of its body than is allowed.
  static func holdsBody(_ shown: String) -> Bool {
    let text = Array(shown.utf8)
    for start in text.indices {
      guard text[start...].count > 8, prefixes.contains(Array(text[start..<start + 8])) else { continue }
      let run = text[(start + 8)...].prefix(while: isAlphanumeric).count
      let isWord = start > 0 && isAlphanumeric(text[start - 1])
      // `disk_test_` and its like are words of a name: a key is 24 characters behind them.
      if run > (isWord ? 19 : longest) { return true }
    }
    return false
  }

  /// Whether a text is of a key's form by the published grammar: prefix, alphabet, length.
  static func isKey(_ text: [UInt8]) -> Bool {
    text.count >= 32 && text.count <= 255 && prefixes.contains(Array(text.prefix(8)))
      && text.dropFirst(8).allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
  }

  /// Whether a terminal would obey or hide something in `shown`.
  static func isObeyed(_ shown: String) -> Bool {
    shown.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: true
      default: scalar.properties.isBidiControl
      }
    }
  }

  private static let prefixes = ["sk", "pk", "rk"].flatMap { type in
    ["live", "test"].map { Array("\(type)_\($0)_".utf8) }
  }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func windows(of body: [UInt8]) -> [[UInt8]] {
    guard body.count > longest else { return [] }
    return (0..<body.count - longest).map { Array(body[$0...$0 + longest]) }
  }

  static func contains(_ text: [UInt8], _ piece: [UInt8]) -> Bool {
    guard text.count >= piece.count, let first = piece.first else { return piece.isEmpty }
    return (0...text.count - piece.count).contains { start in
      text[start] == first && text[start..<start + piece.count].elementsEqual(piece)
    }
  }
}
