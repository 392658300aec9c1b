/// Whose tables hold the keys of an SQL database. Raw values are those of `--layout`.
package enum StoreLayout: String, Sendable, Hashable, CaseIterable {
  case keyferry
  /// `djstripe_apikey`, which dj-stripe reads.
  case djstripe
}
