/// The columns of `djstripe_apikey` that keyferry knows, in the order in which it names them.
///
/// - SeeAlso: `APIKey` in dj-stripe's `djstripe/models/api.py` and `StripeModel` in `base.py`.
package enum DjStripeField: CaseIterable, Hashable, Sendable {
  /// The primary key, which the database counts: the lowest of an account is the key that dj-stripe takes.
  case number
  /// `djstripe_mk_…`: see ``DjStripeID``.
  case id
  case type, livemode, name, secret
  /// The account's `acct_…` or its number: see ``DjStripeOwnerForm``.
  case owner
  case created, updated
  /// What Stripe sent, and for a key never did: `{}`. Since 2.9.
  case stripeData
  /// Stripe's creation time, which keys don't have: always NULL, and never named.
  case stripeCreated

  package var column: String {
    switch self {
    case .number: "djstripe_id"
    case .id: "id"
    case .type: "type"
    case .livemode: "livemode"
    case .name: "name"
    case .secret: "secret"
    case .owner: "djstripe_owner_account_id"
    case .created: "djstripe_created"
    case .updated: "djstripe_updated"
    case .stripeData: "stripe_data"
    case .stripeCreated: "created"
    }
  }

  /// Every table of keys has it.
  var isRequired: Bool { self != .stripeData && self != .stripeCreated }

  /// The characters that dj-stripe's model allows it, where the database does not say.
  var width: Int? {
    switch self {
    case .id, .type, .owner: 255
    case .name: 100
    case .secret: 128
    default: nil
    }
  }
}
