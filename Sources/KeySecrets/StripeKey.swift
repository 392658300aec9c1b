package import KeyFacts

/// A well-formed Stripe API key. Only ``ValueClassifier`` makes one.
package struct StripeKey: Hashable, Sendable {
  package let secret: Secret
  package let type: KeyType
  package let mode: KeyMode

  init(secret: Secret, type: KeyType, mode: KeyMode) {
    self.secret = secret
    self.type = type
    self.mode = mode
  }

  /// The key in a store's row, by prefix, length and alphabet alone: somebody put it there as a key, so it is not asked
  /// whether it looks made up. Nil when it is not of a key's form.
  package init?(stored secret: Secret) {
    let found = secret.withBytes { bytes -> (type: KeyType, mode: KeyMode)? in
      guard case .formed(let type, let mode, _) = StripeKeyGrammar.form(of: bytes) else { return nil }
      return (type, mode)
    }
    guard let found else { return nil }
    self.init(secret: secret, type: found.type, mode: found.mode)
  }

  /// What reports may show. Costs a SHA-256.
  package var summary: KeySummary {
    KeySummary(type: type, mode: mode, tail: tail, fingerprint: Fingerprint(of: secret))
  }

  /// A number that orders keys as their bytes do, as far as it goes: type, mode and the first seven bytes of the body.
  package var sortingHead: UInt64 {
    secret.withBytes { bytes in
      // p < r < s and live < test, as in the prefixes' bytes.
      let kind: UInt64 =
        switch type {
        case .publishable: 0
        case .restricted: 2
        case .secret: 4
        }
      return bytes[8..<15].reduce(kind + (mode == .test ? 1 : 0)) { $0 << 8 | UInt64($1) }
    }
  }

  private var tail: UInt32 {
    secret.withBytes { bytes in bytes.suffix(4).reduce(0) { $0 << 8 | UInt32($1) } }
  }

  package static func == (a: StripeKey, b: StripeKey) -> Bool { a.secret == b.secret }
  package func hash(into hasher: inout Hasher) { hasher.combine(secret) }
}
