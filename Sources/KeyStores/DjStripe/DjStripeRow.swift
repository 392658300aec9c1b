package import KeyFacts
package import KeyPlanning
package import KeySecrets

/// A row to be inserted, as dj-stripe would have made it.
package struct DjStripeRow: Sendable {
  /// `djstripe_mk_…`.
  package let id: String
  /// `type` and `livemode` follow from the key's prefix.
  package let fields: KeyFields
  package let owner: DjStripeOwner?

  /// - Throws: ``DjStripeMisfit/noAccount`` when the account's row is not there; the plan saw one.
  package init(
    _ fields: KeyFields, id: String, layout: DjStripeLayout, accounts: DjStripeAccounts
  ) throws(DjStripeMisfit) {
    self.id = id
    self.fields = fields
    owner = try accounts.owner(fields.account, layout.ownerForm)
  }
}

/// What a foreign key to `djstripe_account` holds.
package enum DjStripeOwner: Hashable, Sendable {
  case id(String)
  case number(Int64)
}

/// A change that does not fit what the tables hold now.
package enum DjStripeMisfit: Error, Hashable, Sendable {
  case noAccount
}

/// The accounts a database has, to be found by id and by number.
package struct DjStripeAccounts: Sendable {
  package let all: [DjStripeAccount]
  private let byID: [String: Int64]
  private let byNumber: [Int64: String]

  /// - Parameter all: in the order of their primary keys.
  package init(_ all: [DjStripeAccount]) {
    self.all = all
    byID = Dictionary(all.map { ($0.id, $0.number) }) { first, _ in first }
    byNumber = Dictionary(all.map { ($0.number, $0.id) }) { first, _ in first }
  }

  /// The foreign key's value for an account; nil for none, never an empty text.
  package func owner(_ account: String?, _ form: DjStripeOwnerForm) throws(DjStripeMisfit) -> DjStripeOwner? {
    guard let account else { return nil }
    guard let number = byID[account] else { throw .noAccount }
    return form == .id ? .id(account) : .number(number)
  }

  /// The account that a foreign key's value names. A text that points nowhere says at least what it was meant to be; a
  /// number that does says nothing.
  package func account(_ owner: DjStripeOwner?) -> String? {
    switch owner {
    case nil: nil
    case .id(let id): id.isEmpty ? nil : id
    case .number(let number): byNumber[number]
    }
  }
}

extension KeyType {
  /// The type that a row is read with. A text that is no type is read as another than the key's own, so that the plan
  /// sets it right, and never as `secret`, which dj-stripe would look for in vain.
  package init(djStripe text: String, secret: Secret) {
    if let type = KeyType(rawValue: text) {
      self = type
    } else {
      self = StripeKey(stored: secret)?.type == .restricted ? .publishable : .restricted
    }
  }
}
