import KeySecrets

/// Quick looks at bytes, before anything costly is done with them.
enum CredentialScan {
  private static let marks: [[UInt8]] = [
    "k_live_", "k_test_", "whsec_", "sk_org", "rkcs_", "oak_",
  ].map { Array($0.utf8) }

  /// The first four characters of base64 over `sk_`, `pk_`, `rk_` and `whsec_`.
  private static let encodedMarks: [[UInt8]] = ["c2tf", "cGtf", "cmtf", "d2hz"].map { Array($0.utf8) }

  /// Whether a Stripe credential may be in there.
  static func mentionsCredential(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer(mentionsCredential) }

  static func mentionsCredential(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= 12, bytes.contains(UInt8(ascii: "_")) else { return false }
    return marks.contains { bytes.firstIndex(of: $0, in: bytes.indices) != nil }
  }

  /// Whether "stripe" is in there, in any case.
  static func mentionsStripe(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer(mentionsStripe) }

  static func mentionsStripe(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= 6 else { return false }
    func stands(_ letter: Unicode.Scalar, at index: Int) -> Bool { bytes[index] | 0x20 == UInt8(ascii: letter) }
    for start in 0...(bytes.count - 6) where stands("s", at: start) {
      if stands("t", at: start + 1), stands("r", at: start + 2), stands("i", at: start + 3),
        stands("p", at: start + 4), stands("e", at: start + 5)
      {
        return true
      }
    }
    return false
  }

  /// Whether the body of a key, or of most of one, follows a prefix: such a text is never a name.
  static func holdsBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard mentionsCredential(bytes) else { return false }
    return bytes.split { !($0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "_")) }.contains { word in
      let text = Array(word)
      return marks.contains { mark in
        guard let at = text.firstIndex(of: mark) else { return false }
        return text[(at + mark.count)...].prefix { $0 != UInt8(ascii: "_") }.count >= 12
      }
    }
  }

  /// A name that may be shown; `?` for one that has a key in it.
  static func shown(_ name: String) -> String { Array(name.utf8).withUnsafeBufferPointer(holdsBody) ? "?" : name }

  static func mentionsAnything(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer(mentionsAnything) }

  static func mentionsAnything(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    mentionsStripe(bytes) || mentionsCredential(bytes)
  }

  /// Whether ``decodedCredential(_:)`` may find one.
  static func mayBeEncoded(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count >= 4 && (bytes[0] == UInt8(ascii: "c") || bytes[0] == UInt8(ascii: "d"))
      && encodedMarks.contains { bytes.starts(with: $0) }
  }

  static func isCredential(_ bytes: [UInt8]) -> Bool {
    mentionsCredential(bytes) && ValueClassifier.looksLikeCredential(Secret(bytes))
  }

  /// A credential that stands there as base64, decoded.
  static func decodedCredential(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.withUnsafeBufferPointer(mayBeEncoded), let text = decodedText(bytes) else { return nil }
    return isCredential(text) ? text : nil
  }

  /// What padded base64 stands for, where that is text; nil for anything else, which is taken as it stands.
  static func decodedText(_ bytes: [UInt8]) -> [UInt8]? {
    let digits = bytes.count { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    guard digits > 0, digits % 4 == 0, let decoded = Base64.decode(bytes), !decoded.isEmpty,
      String(validating: decoded, as: UTF8.self) != nil
    else { return nil }
    let isText = decoded.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    return isText ? decoded : nil
  }
}

extension [UInt8] {
  /// Where `needle` occurs first, at or after `start`.
  func firstIndex(of needle: [UInt8], from start: Int = 0, before end: Int? = nil) -> Int? {
    withUnsafeBufferPointer { $0.firstIndex(of: needle, in: start..<(end ?? count)) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  func firstIndex(of needle: [UInt8], in range: Range<Int>) -> Int? {
    guard let first = needle.first, range.count >= needle.count else { return nil }
    var at = range.lowerBound
    let last = range.upperBound - needle.count
    while at <= last {
      if self[at] == first && self[at..<at + needle.count].elementsEqual(needle) { return at }
      at += 1
    }
    return nil
  }
}
