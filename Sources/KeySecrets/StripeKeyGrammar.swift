import KeyFacts

/// Stripe's prefixes and bounds, as far as published; each value's only home.
enum StripeKeyGrammar {
  static let shortestBody = 24
  static let longestKey = 255
  /// dj-stripe's `APIKey.secret` is a `CharField(max_length=128)`.
  static let columnWidth = 128

  /// `sk_live_` and its five kin, their eight bytes in one number.
  static let keyPrefixes: [(word: UInt64, type: KeyType, mode: KeyMode)] =
    KeyType.allCases.flatMap { type in
      KeyMode.allCases.map { mode in
        ("\(type.prefix)_\(mode.rawValue)_".utf8.reduce(0) { $0 << 8 | UInt64($1) }, type, mode)
      }
    }

  /// Every key prefix is eight bytes long.
  static let keyPrefixLength = 8

  /// Prefixes of Stripe credentials that are no API keys.
  static let credentialPrefixes: [(bytes: [UInt8], kind: CredentialKind)] = [
    (Array("whsec_".utf8), .webhookSecret), (Array("sk_org".utf8), .organizationKey),
    (Array("rkcs_".utf8), .claimableSandboxKey), (Array("oak_".utf8), .commandLineToken),
    (Array("ek_test_".utf8), .ephemeralKey), (Array("ek_live_".utf8), .ephemeralKey),
  ]

  /// Prefixes of the ids of Stripe's objects that were seen pasted in a key's place.
  static let objectPrefixes: [String] = [
    "acct", "ac", "we", "price", "prod", "cus", "sub", "pi", "pm", "ch", "ca", "evt", "in", "si",
    "plan", "cs", "seti", "txn", "re", "po", "tok", "src", "card", "ba", "mk",
  ]

  /// Type and mode by the eight bytes that every key starts with.
  static func prefix(of bytes: UnsafeBufferPointer<UInt8>) -> (type: KeyType, mode: KeyMode)? {
    guard bytes.count >= keyPrefixLength, bytes[2] == UInt8(ascii: "_"), bytes[1] == UInt8(ascii: "k")
    else { return nil }
    let word = bytes[..<keyPrefixLength].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return keyPrefixes.first { $0.word == word }.map { ($0.type, $0.mode) }
  }

  /// What prefix, length and alphabet say of a text.
  enum Form {
    case formed(KeyType, KeyMode, isPlain: Bool)
    case malformed(MalformedReason)
    /// Without a key's prefix.
    case other
  }

  static func form(of bytes: UnsafeBufferPointer<UInt8>) -> Form {
    guard let (type, mode) = prefix(of: bytes) else { return .other }
    let body = UnsafeBufferPointer(rebasing: bytes[keyPrefixLength...])
    let isPlain = body.isASCIIAlphanumeric
    let isKeys = { (byte: UInt8) in
      byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
    guard isPlain || body.allSatisfy(isKeys) else { return .malformed(.badCharacter) }
    guard bytes.count >= keyPrefixLength + shortestBody else { return .malformed(.tooShort) }
    guard bytes.count <= longestKey else { return .malformed(.tooLong) }
    return .formed(type, mode, isPlain: isPlain)
  }

  static func credential(_ bytes: UnsafeBufferPointer<UInt8>) -> CredentialKind? {
    credentialPrefixes.first { bytes.starts(with: $0.bytes) }?.kind
  }
}

extension UInt8 {
  var isASCIIDigit: Bool { self &- 0x30 < 10 }
  var isASCIILower: Bool { self &- 0x61 < 26 }
  var isASCIIUpper: Bool { self &- 0x41 < 26 }
  var isASCIIAlphanumeric: Bool { isASCIIDigit || (self | 0x20).isASCIILower }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether all bytes are ASCII letters and digits. Eight at a time: every key of a large file and of its store is asked.
  var isASCIIAlphanumeric: Bool {
    guard count >= 8 else { return allSatisfy(\.isASCIIAlphanumeric) }
    let bytes = UnsafeRawBufferPointer(self)
    var start = 0
    while true {
      guard isASCIIAlphanumeric(bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)) else { return false }
      guard start < count - 8 else { return true }
      // The last eight overlap those before.
      start = Swift.min(start + 8, count - 8)
    }
  }

  /// The same of eight bytes. Where none has its highest bit, adding to each sets that bit in those from a bound on.
  private func isASCIIAlphanumeric(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highest = ones &* 0x80
    guard word & highest == 0 else { return false }
    func from(_ bound: UInt64, _ word: UInt64) -> UInt64 { word &+ ones &* (0x80 &- bound) }
    let lower = word | ones &* 0x20
    let digits = from(0x30, word) & ~from(0x3A, word)
    let letters = from(0x61, lower) & ~from(0x7B, lower)
    return (digits | letters) & highest == highest
  }
}
