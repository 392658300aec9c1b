import KeyFacts
import KeyPlanning
import KeySecrets

/// A new key behind an older one.
enum ShadowedKey: Rule {
  static let metadata = RuleMetadata(
    "KF403", "shadowed-key", .warning,
    what: "a new secret key is written for an account and mode, and dj-stripe goes on using the older one",
    why: """
      of several secret keys dj-stripe takes the oldest row: a rolled key that is added beside the old one changes \
      nothing, until Stripe stops accepting the old one
      """,
    remedy: "when the new key is in, remove the old one: `keyferry keys remove`, or sync with `--prune`",
    firing: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n"], stored: [.row("sk_live:1", account: "acct_1Shop")],
      accounts: ["acct_1Shop"], account: "acct_1Shop"),
    silent: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n"], stored: [.row("sk_live:1", account: "acct_1Shop")],
      prune: true, accounts: ["acct_1Shop"], account: "acct_1Shop"))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard let effective = evidence.effective else { return [] }
    return effective.accounts.flatMap { account in
      KeyMode.allCases.compactMap { mode in finding(account, mode, effective.after) }
    }
  }

  private static func finding(
    _ account: DjStripeAccount, _ mode: KeyMode, _ after: DjStripeDefaults
  ) -> Diagnostic? {
    let new = after.rows(of: account.id).filter { $0.isNew && $0.livemode == mode.livemode }
    guard !new.isEmpty, case .stored(let used, _) = after.key(for: account, mode) else { return nil }
    let shadowed = new.filter { $0.secret != used.secret }
    // Of several that are all new none is the old one: see KF407.
    guard let first = shadowed.first, !used.isNew else { return nil }
    let others = shadowed.count > 1 ? " and \(shadowed.count - 1) more are" : " is"
    return diagnostic(
      """
      \(first.shown)\(others) written for \(account.id.printable) in \(mode.rawValue) mode, and \(used.shown), \
      which is older, stays in use
      """, setting: first.name.isEmpty ? nil : first.name)
  }
}
