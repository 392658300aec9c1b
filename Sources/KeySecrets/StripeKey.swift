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

  /// The key in a store's row; nil when the row's secret is no well-formed key.
  package init?(stored secret: Secret) {
    guard case .key(let key, _) = ValueClassifier.classifyKeyShape(secret) else { return nil }
    self = key
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
