import KeyFacts
import KeyPlanning
import KeySecrets

/// One account and mode with more secret keys than dj-stripe uses.
enum TwoSecretKeys: Rule {
  static let metadata = RuleMetadata(
    "KF407", "two-secret-keys", .warning,
    what: "dj-stripe's table has several secret keys for one account and mode",
    why: "dj-stripe takes the oldest row alone: the others are never used, and what is rolled may be the wrong one",
    remedy: "remove those that are not in use any more: `keyferry keys remove`",
    firing: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"],
      stored: [.row("sk_live:1", account: "acct_1Shop"), .row("sk_live:2", name: "old", account: "acct_1Shop")],
      accounts: ["acct_1Shop"]),
    silent: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"],
      stored: [
        .row("sk_live:1", account: "acct_1Shop"),
        .row("sk_test:2", name: "STRIPE_TEST_SECRET_KEY", account: "acct_1Shop"),
        .row("sk_live:3", name: "other", account: "acct_1Other"),
      ], accounts: ["acct_1Shop", "acct_1Other"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard let effective = evidence.effective else { return [] }
    return effective.accounts.flatMap { account in
      KeyMode.allCases.compactMap { mode in
        let rows = effective.after.rows(of: account.id).filter { $0.livemode == mode.livemode }
        guard rows.count > 1 else { return nil }
        let used = effective.after.key(for: account, mode).secret
        let words = rows.map { $0.shown + ($0.secret == used ? ", which is used" : "") }
        return diagnostic(
          "\(account.id.printable) has \(rows.count) secret keys in \(mode.rawValue) mode: \(listed(words, separator: "; "))"
        )
      }
    }
  }
}
