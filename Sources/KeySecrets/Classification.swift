package import KeyFacts

/// What a value turned out to be.
package enum Classification: Hashable, Sendable {
  case key(StripeKey, KeyOddities)
  case otherCredential(CredentialKind)
  case placeholder
  case reference
  case template
  case encrypted
  case empty
  case malformed(MalformedReason)
  case lookalike(Lookalike)
  case other

  package var kind: ValueKind {
    switch self {
    case .key: .key
    case .otherCredential: .otherCredential
    case .placeholder: .placeholder
    case .reference: .reference
    case .template: .template
    case .encrypted: .encrypted
    case .empty: .empty
    case .malformed: .malformed
    case .lookalike: .lookalike
    case .other: .other
    }
  }

  package var key: StripeKey? {
    guard case .key(let key, _) = self else { return nil }
    return key
  }
}

/// What is unusual about a key that is a key all the same.
package struct KeyOddities: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Over the 128 characters of dj-stripe's column.
  package static let longerThanColumn = KeyOddities(rawValue: 1)
  /// `_` or `-` in the body: Stripe promises no alphabet, but dj-stripe 2.11 refuses such a key.
  package static let unusualAlphabet = KeyOddities(rawValue: 2)
}

/// A Stripe credential that is no API key. Raw values are for messages.
package enum CredentialKind: String, Hashable, Sendable {
  case webhookSecret = "webhook signing secret"
  case organizationKey = "organization key"
  case claimableSandboxKey = "claimable sandbox key"
  case commandLineToken = "Stripe CLI token"
  case ephemeralKey = "ephemeral key"
  case legacyKey = "legacy key without a mode"

  package var withArticle: String { ("aeiou".contains(rawValue.prefix(1)) ? "an " : "a ") + rawValue }
}

/// Why a value in a key's place is no key.
package enum MalformedReason: Hashable, Sendable {
  /// A key is in there, with blanks, quotes, invisible characters or text around or in it.
  case strayCharacters
  /// The body has under 24 characters; Stripe's have 24 and more.
  case tooShort
  /// Over 255 characters.
  case tooLong
  /// A character that no Stripe key holds.
  case badCharacter
  /// `SK_LIVE_`, `sk-live-`: the prefix is misspelled.
  case prefix
  /// The id of a Stripe object, such as `price_`.
  case objectID(prefix: String)
  /// Nothing of a key.
  case noKey
}

/// Whose key it is that looks like Stripe's.
package enum Lookalike: String, Hashable, Sendable {
  case paystack = "Paystack"
  case highnote = "Highnote"
  case clerk = "Clerk"
}
