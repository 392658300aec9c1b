/// Blanks, quotes, invisible characters and trailing text around or in a key: what pasting leaves behind.
enum StrayCharacters {
  /// Whether a key stands in a text that is none itself.
  static func holdKey(in bytes: UnsafeBufferPointer<UInt8>) -> Bool { hideKey(in: bytes) || surroundKey(in: bytes) }

  /// Whether a text is a key, or holds one.
  static func holdKey(_ value: Secret) -> Bool {
    if case .key = ValueClassifier.classifyKeyShape(value) { return true }
    return value.withBytes { holdKey(in: $0) }
  }

  /// Whether taking them away leaves a key, and there were some.
  static func hideKey(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count <= 4096, mayHoldKey(bytes) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    let kept = text.unicodeScalars.filter { !isStray($0) }
    if isKey(kept), kept.count < text.unicodeScalars.count { return true }
    // A key, then a blank or a comma, then anything: a comment that the loader left in the value.
    let trimmed = text.unicodeScalars.drop(while: isStray)
    let head = trimmed.prefix { !isStray($0) }
    return head.count < text.unicodeScalars.count && isKey(String.UnicodeScalarView(head))
  }

  /// Whether a key stands somewhere among other text: before a glued comment, behind the setting's own name.
  static func surroundKey(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count <= 4096, mayHoldKey(bytes) else { return false }
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    let whole = scalars.startIndex..<scalars.endIndex
    return scalars.split { isStray($0) || isJoint($0) }.contains { word in
      word.startIndex..<word.endIndex != whole && isKey(String.UnicodeScalarView(word))
    }
  }

  /// What stands between a key and a text that was left beside it.
  private static func isJoint(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "#", "=", ":", "(", ")", "[", "]", "{", "}", "<", ">", "|", "&", "/", "$", "-", "?", "+": true
    default: false
    }
  }

  /// Whether `k`, perhaps stray characters, and `_` stand side by side: a cheap look at what is mostly no key.
  private static func mayHoldKey(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var afterK = false
    for byte in bytes {
      if afterK && byte == UInt8(ascii: "_") { return true }
      if byte.isASCIIAlphanumeric { afterK = byte == UInt8(ascii: "k") }
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
