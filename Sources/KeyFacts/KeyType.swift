/// What a Stripe API key may do, by its prefix (`pk_`, `sk_`, `rk_`). Raw values are dj-stripe's `APIKeyType`.
package enum KeyType: String, Sendable, Hashable, CaseIterable, Comparable {
  case secret, restricted, publishable

  /// The two letters a key of this type starts with.
  package var prefix: String {
    switch self {
    case .publishable: "pk"
    case .secret: "sk"
    case .restricted: "rk"
    }
  }

  /// Most sensitive first.
  package static func < (a: KeyType, b: KeyType) -> Bool { a.order < b.order }

  private var order: Int {
    switch self {
    case .secret: 0
    case .restricted: 1
    case .publishable: 2
    }
  }
}

/// Stripe's two modes. A sandbox's keys are `test` too: a mode does not identify an account.
package enum KeyMode: String, Sendable, Hashable, CaseIterable, Comparable {
  case live, test

  package init(livemode: Bool) { self = livemode ? .live : .test }

  /// dj-stripe's column of that name.
  package var livemode: Bool { self == .live }

  /// Live first.
  package static func < (a: KeyMode, b: KeyMode) -> Bool { a == .live && b == .test }
}
