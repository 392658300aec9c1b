import KeyFacts
import KeyPlanning
import KeySecrets

/// A new key behind an older one.
enum ShadowedKey: Rule {
  static let metadata = RuleMetadata(
    "KF403", "shadowed-key", .warning,
    what: "a new secret key is written, and dj-stripe goes on using the older one of the account and mode",
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
    let tied = effective.accounts.flatMap { account in
      KeyMode.allCases.compactMap { mode in finding(account, mode, effective.after) }
    }
    return tied + KeyMode.allCases.compactMap { mode in findingWithoutAccount(mode, evidence, effective) }
  }

  /// A new key of nobody knows which account, where a single one has an older key: most projects have one account, and
  /// roll its key.
  private static func findingWithoutAccount(
    _ mode: KeyMode, _ evidence: Evidence, _ effective: EffectiveKeys
  ) -> Diagnostic? {
    guard let plan = evidence.plan, plan.options.account == nil else { return nil }
    let new: [KeyFields] = plan.changes.compactMap { change in
      guard case .create(let fields) = change, fields.type == .secret, fields.account == nil else { return nil }
      return fields.livemode == mode.livemode ? fields : nil
    }
    guard let first = new.first else { return nil }
    let used: [DjStripeSecretKey] = effective.accounts.compactMap { account in
      effective.after.rows(of: account.id).first { $0.livemode == mode.livemode }
    }
    guard used.count == 1, !used[0].isNew else { return nil }
    return diagnostic(
      """
      \(first.shown)\(others(new.count)) written for no account, and \(used[0].shown), which is older, stays in use \
      for \(used[0].account.printable) in \(mode.rawValue) mode
      """, setting: first.name.isEmpty ? nil : first.name)
  }

  private static func others(_ count: Int) -> String { count > 1 ? " and \(count - 1) more are" : " is" }

  private static func finding(
    _ account: DjStripeAccount, _ mode: KeyMode, _ after: DjStripeDefaults
  ) -> Diagnostic? {
    let new = after.rows(of: account.id).filter { $0.isNew && $0.livemode == mode.livemode }
    guard !new.isEmpty, case .stored(let used, _) = after.key(for: account, mode) else { return nil }
    let shadowed = new.filter { $0.secret != used.secret }
    // Of several that are all new none is the old one: see KF407.
    guard let first = shadowed.first, !used.isNew else { return nil }
    return diagnostic(
      """
      \(first.shown)\(others(shadowed.count)) written for \(account.id.printable) in \(mode.rawValue) mode, and \(used.shown), \
      which is older, stays in use
      """, setting: first.name.isEmpty ? nil : first.name)
  }
}
