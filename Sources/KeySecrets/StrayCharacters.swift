/// Blanks, quotes, invisible characters and trailing text around or in a key: what pasting leaves behind.
enum StrayCharacters {
  /// Whether taking them away leaves a key, and there were some.
  static func hideKey(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count <= 4096, mayStartKey(bytes) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    let kept = text.unicodeScalars.filter { !isStray($0) }
    if isKey(kept), kept.count < text.unicodeScalars.count { return true }
    // A key, then a blank or a comma, then anything: a comment that the loader left in the value.
    let trimmed = text.unicodeScalars.drop(while: isStray)
    let head = trimmed.prefix { !isStray($0) }
    return head.count < text.unicodeScalars.count && isKey(String.UnicodeScalarView(head))
  }

  /// Whether the first characters that are surely not stray are those of a key: a cheap look at what is mostly no key.
  private static func mayStartKey(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var seen = 0
    for byte in bytes where byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") {
      switch (seen, byte) {
      case (0, UInt8(ascii: "s")), (0, UInt8(ascii: "p")), (0, UInt8(ascii: "r")), (1, UInt8(ascii: "k")): seen += 1
      case (2, UInt8(ascii: "_")): return true
      default: return false
      }
    }
    return false
  }

  private static func isKey(_ scalars: String.UnicodeScalarView) -> Bool {
    guard scalars.count >= StripeKeyGrammar.keyPrefixLength + StripeKeyGrammar.shortestBody else { return false }
    if case .key(_, let oddities) = ValueClassifier.classifyKeyShape(Secret(Array(String(scalars).utf8))) {
      return !oddities.contains(.unusualAlphabet)
    }
    return false
  }

  private static func isStray(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "'", "`", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{AB}", "\u{BB}", ",", ";", "\\": true
    default:
      scalar.value <= 0x20 || (0x7F...0xA0).contains(scalar.value) || scalar.properties.isWhitespace
        || scalar.properties.generalCategory == .format || scalar == "\u{FFFD}"
    }
  }
}
