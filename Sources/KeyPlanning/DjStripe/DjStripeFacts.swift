/// What a snapshot of dj-stripe's own tables tells beside the keys.
///
/// Such a table has no room for occurrences: its rows have none, and a plan doesn't miss them.
package struct DjStripeFacts: Hashable, Sendable {
  /// The releases whose tables look like these.
  package let versions: ClosedRange<DjStripeVersion>
  /// The rows of `djstripe_account`, in the order of their primary keys.
  package let accounts: [DjStripeAccount]
  /// How many characters a row's name may have: a longer one of a setting is cut there.
  package let nameWidth: Int
  /// The same of a key, which nobody would cut.
  package let keyWidth: Int

  package init(
    versions: ClosedRange<DjStripeVersion>, accounts: [DjStripeAccount], nameWidth: Int, keyWidth: Int = .max
  ) {
    self.versions = versions
    self.accounts = accounts
    self.nameWidth = nameWidth
    self.keyWidth = keyWidth
  }

  /// The account a row may be tied to: none that the database does not have.
  package func known(_ account: String?) -> String? {
    account.flatMap { id in accounts.contains { $0.id == id } ? id : nil }
  }
}

/// A row of `djstripe_account`.
package struct DjStripeAccount: Hashable, Sendable {
  /// Its primary key, which a foreign key of the `djstripe_id` form holds.
  package let number: Int64
  /// `acct_…`, which one of the `id` form holds.
  package let id: String
  /// Nil for a platform's account, as dj-stripe writes it.
  package let livemode: Bool?

  package init(number: Int64, id: String, livemode: Bool?) {
    self.number = number
    self.id = id
    self.livemode = livemode
  }
}
