import KeyFacts
import KeyPlanning
import KeySecrets

/// Rows that dj-stripe finds for no account.
enum KeyWithoutAccount: Rule {
  static let metadata = RuleMetadata(
    "KF406", "key-without-account", .note,
    what: "a key in dj-stripe's table is tied to no account that the database has",
    why: """
      dj-stripe looks keys up by their account: it does not find this one, and takes the settings' key instead. \
      The first call that names the key asks Stripe for its account
      """,
    remedy: """
      `--account acct_…` ties the keys of the sources to an account that is there; else let \
      `manage.py djstripe_sync_models Account` fetch it first. An account row made up by hand is never filled
      """,
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], accounts: ["acct_1Shop"]),
    silent: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], accounts: ["acct_1Shop"], account: "acct_1Shop"))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard let plan = evidence.plan, let facts = evidence.snapshot?.djStripe else { return [] }
    let known = Set(facts.accounts.map(\.id))
    let without = plan.changes.lazy.filter { change in
      if case .remove = change { return false }
      return change.account.map { !known.contains($0) } ?? true
    }
    // One finding: a table may have a million of them.
    let count = without.count
    guard count > 0 else { return [] }
    let keys = count == 1 ? "1 key is" : "\(count) keys are"
    return [
      diagnostic("\(keys) tied to no account\(why(plan, known)): \(listed(without.prefix(9).map(\.shown), of: count))")
    ]
  }

  private static func why(_ plan: Plan, _ known: Set<String>) -> String {
    guard let asked = plan.options.account, !known.contains(asked) else { return ", and dj-stripe finds none by one" }
    return ", since \(asked.printable) is not in djstripe_account"
  }

  /// `a, b and 7 more`.
  private static func listed(_ first: [String], of count: Int) -> String {
    guard count > first.count else { return first.joined(separator: ", ") }
    return first.joined(separator: ", ") + " and \(count - first.count) more"
  }
}

extension Change {
  /// `sk_live_...abcd (STRIPE_LIVE_SECRET_KEY)`.
  fileprivate var shown: String {
    switch self {
    case .create(let fields): fields.shown
    case .update(let row, _, _), .keep(let row), .remove(let row), .restore(let row, _): row.shown
    }
  }
}
