import KeyFacts

/// Judges a value by its bytes and by what its setting's name promises.
///
/// - SeeAlso: Stripe's pages on API keys; dj-stripe's `djstripe/models/api.py`, whose pattern is
///   `^(pk|sk|rk)_(test|live)_[a-zA-Z0-9]{24,}$`.
package enum ValueClassifier {
  package static func classify(_ setting: Setting) -> Classification {
    switch setting.form {
    case .text: classify(setting.value, meaning: setting.meaning)
    // What Python makes of `sk_live_…${NOPE}` holds a key that stands in the file.
    case .reference: StrayCharacters.holdKey(setting.value) ? .malformed(.strayCharacters) : .reference
    case .template: .template
    case .encrypted: .encrypted
    case .absent: .empty
    }
  }

  package static func classify(_ value: Secret, meaning: SettingMeaning) -> Classification {
    guard !value.isEmpty else { return .empty }
    // Most values of a large file are plain keys: they need no other look.
    let shape = classifyKeyShape(value)
    if case .key = shape { return shape }
    return value.withBytes { bytes in
      if let form = TextForm.of(bytes) {
        // A key in a reference stands here all the same. Only a test key as the default works as it is written.
        guard StrayCharacters.surroundKey(in: bytes) else { return form }
        return TextForm.hasDefault(bytes) && !bytes.holds("_live_") ? form : .malformed(.strayCharacters)
      }
      if meaning.role == .keyFile {
        return StrayCharacters.holdKey(in: bytes) ? .malformed(.strayCharacters) : .reference
      }
      if shape != .other { return judged(shape, bytes) }
      if let kind = StripeKeyGrammar.credential(bytes) {
        return Placeholder.isCredentialSketch(bytes) ? .placeholder : .otherCredential(kind)
      }
      if StrayCharacters.holdKey(in: bytes) { return .malformed(.strayCharacters) }
      let expectsSecret = meaning.isCredential || meaning.role == .unmapped
      if Placeholder.isText(bytes, expectsSecret: expectsSecret) { return .placeholder }
      if TextForm.isVariableName(bytes) && expectsSecret { return .reference }
      guard meaning.expectsKey else { return .other }
      return misfit(bytes)
    }
  }

  /// Whether a value is worth reporting whatever its name: a well-formed key, or another Stripe credential.
  package static func looksLikeCredential(_ value: Secret) -> Bool {
    switch classifyKeyShape(value) {
    case .key: return true
    // Quotes, blanks and the like around a key are bad characters too.
    case .malformed(.badCharacter): break
    case .lookalike, .malformed, .placeholder: return false
    default: break
    }
    return value.withBytes { bytes in
      if StripeKeyGrammar.credential(bytes) != nil {
        return bytes.count >= 24 && !Placeholder.isCredentialSketch(bytes) && !bytes.contains(0x20)
      }
      return bytes.count >= 32 && StrayCharacters.hideKey(in: bytes)
    }
  }

  /// Whether a text is ciphertext by its first bytes.
  package static func isEncrypted(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { TextForm.isEncrypted(bytes) }

  /// By `sk_live_` and its kin alone: a key, or what it is instead; `.other` without such a prefix.
  static func classifyKeyShape(_ value: Secret) -> Classification {
    value.withBytes { bytes in
      let (type, mode, plain): (KeyType, KeyMode, Bool)
      switch StripeKeyGrammar.form(of: bytes) {
      case .formed(let foundType, let foundMode, let isPlain): (type, mode, plain) = (foundType, foundMode, isPlain)
      case .malformed(let reason):
        // Clerk's are padded at times, and shorter than Stripe's.
        let body = UnsafeBufferPointer(rebasing: bytes[StripeKeyGrammar.keyPrefixLength...])
        let type = StripeKeyGrammar.prefix(of: bytes)?.type
        return type.flatMap { Lookalike(body: body, type: $0) }.map { .lookalike($0) } ?? .malformed(reason)
      case .other: return .other
      }
      let body = UnsafeBufferPointer(rebasing: bytes[StripeKeyGrammar.keyPrefixLength...])
      if Placeholder.isStretch(body) || (!plain && Placeholder.isPhrase(body)) { return .placeholder }
      if let lookalike = Lookalike(body: body, type: type) { return .lookalike(lookalike) }
      var oddities: KeyOddities = []
      if bytes.count > StripeKeyGrammar.columnWidth { oddities.insert(.longerThanColumn) }
      if !plain { oddities.insert(.unusualAlphabet) }
      return .key(StripeKey(secret: value, type: type, mode: mode), oddities)
    }
  }

  /// A text with a key's prefix that is no key: sketched, smudged or broken.
  private static func judged(_ shape: Classification, _ bytes: UnsafeBufferPointer<UInt8>) -> Classification {
    guard case .malformed = shape else { return shape }
    if StrayCharacters.holdKey(in: bytes) { return .malformed(.strayCharacters) }
    let body = UnsafeBufferPointer(rebasing: bytes[StripeKeyGrammar.keyPrefixLength...])
    return Placeholder.isSketch(body) ? .placeholder : shape
  }

  /// What stands where a key should, without a key's prefix.
  private static func misfit(_ bytes: UnsafeBufferPointer<UInt8>) -> Classification {
    let text = String(decoding: bytes.prefix(12), as: UTF8.self).lowercased()
    if let prefix = StripeKeyGrammar.objectPrefixes.first(where: { text.hasPrefix($0 + "_") }) {
      return .malformed(.objectID(prefix: prefix + "_"))
    }
    if isMisspelled(text) && bytes.count >= 20 { return .malformed(.prefix) }
    let alphanumeric = bytes.allSatisfy(\.isASCIIAlphanumeric)
    if alphanumeric && (32...64).contains(bytes.count) { return .otherCredential(.legacyKey) }
    if text.hasPrefix("sk_") && bytes.count >= 20 && bytes.dropFirst(3).allSatisfy(\.isASCIIAlphanumeric) {
      return .otherCredential(.legacyKey)
    }
    let isLikeKey = ["sk", "pk", "rk"].contains { text.hasPrefix($0) } && bytes.count >= 20
    return .malformed(isLikeKey ? .prefix : .noKey)
  }

  /// `sk_live…`, `sk-live-…`, `sklive_…`, in any case: a key's prefix, and not as Stripe writes it.
  private static func isMisspelled(_ lower: String) -> Bool {
    let letters = lower.filter { $0 != "_" && $0 != "-" && $0 != " " }
    return ["sk", "pk", "rk"].contains { type in ["live", "test"].contains { letters.hasPrefix(type + $0) } }
  }
}

extension Lookalike {
  /// Paystack's bodies are 40 lower-case hexadecimal digits, Highnote's start with `a2V5Xz` (base64 of `key_`),
  /// Clerk's publishable ones are base64 of a host name that ends in `$`.
  init?(body: UnsafeBufferPointer<UInt8>, type: KeyType) {
    if body.count == 40, body.allSatisfy({ $0.isASCIIDigit || (0x61...0x66).contains($0) }) {
      self = .paystack
    } else if body.starts(with: Array("a2V5Xz".utf8)) {
      self = .highnote
    } else if type == .publishable, Self.endsInDollar(base64: body) {
      self = .clerk
    } else {
      return nil
    }
  }

  /// Whether unpadded base64 decodes to a host name and a `$`: only a text that is one all through counts, so that a
  /// random body is never taken for it.
  private static func endsInDollar(base64 body: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let text = Base64.decode(body), text.last == UInt8(ascii: "$") else { return false }
    let host = text.dropLast()
    return host.contains(UInt8(ascii: "."))
      && host.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }
}
