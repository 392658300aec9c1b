package import KeyFacts

/// What a setting's name promises about its value.
package struct SettingMeaning: Hashable, Sendable {
  package enum Role: Hashable, Sendable {
    case secret, restricted, publishable
    /// A key of any type: `STRIPE_KEY`.
    case anyKey
    case webhookSecret
    /// The path of a file with a key: `STRIPE_LIVE_SECRET_KEY_FILE`.
    case keyFile
    /// `STRIPE_LIVE_MODE`.
    case liveMode
    /// `STRIPE_API_HOST`.
    case apiHost
    /// Stripe's, but no key: `STRIPE_PRICE_ID`, `STRIPE_SECRET_KEY_ID`.
    case otherStripe
    /// A name that says nothing of Stripe, around a value that does.
    case unmapped
  }

  package let role: Role
  /// The mode that the name names; nil when it names none.
  package let mode: KeyMode?

  package init(role: Role, mode: KeyMode? = nil) {
    self.role = role
    self.mode = mode
  }

  package static let unmapped = SettingMeaning(role: .unmapped)

  /// The value should be an API key.
  package var expectsKey: Bool {
    switch role {
    case .secret, .restricted, .publishable, .anyKey: true
    case .webhookSecret, .keyFile, .liveMode, .apiHost, .otherStripe, .unmapped: false
    }
  }

  /// The value should be an API key, or says where one is.
  package var isForKey: Bool { expectsKey || role == .keyFile }

  /// The value should be an API key or a webhook's secret.
  package var isCredential: Bool { expectsKey || role == .webhookSecret }
}
