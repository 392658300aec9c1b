import KeyFacts
import KeyPlanning
import KeySecrets

/// A row that stays with another account than the one it is said to be of.
enum KeyOfAnotherAccount: Rule {
  static let metadata = RuleMetadata(
    "KF408", "key-of-another-account", .warning,
    what: """
      a stored key is tied to another account than `--account`, or the database to copy from (`--from`), says it is of
      """,
    why: """
      a row's account is never changed: dj-stripe goes on using the key for the one that the row names, and finds none \
      of the other
      """,
    remedy: """
      see in Stripe's dashboard whose key it is. If the row is wrong, `keyferry keys remove` it, and sync again with the \
      right `--account`
      """,
    firing: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], stored: [.row("sk_live:1", account: "acct_1Other")],
      accounts: ["acct_1Shop", "acct_1Other"], account: "acct_1Shop"),
    silent: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"],
      stored: [.row("sk_live:1", account: "acct_1Shop"), .row("sk_live:2", account: "acct_1Other")],
      accounts: ["acct_1Shop", "acct_1Other"], account: "acct_1Shop"))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    let rows =
      if let origin = evidence.origin {
        misplaced(evidence, origin.keys.lazy.map { ($0.secret, $0.account) })
      } else {
        misplaced(evidence, evidence.inventory.keys.lazy.map { ($0.key.secret, nil) })
      }
    guard let first = rows.first else { return [] }
    // One finding: a table may have a million of them.
    let words = rows.map { row, other in
      "\(row.shown) stays with \((row.account ?? "").printable), and is said to be of \(other.printable)"
    }
    let isOne = rows.count == 1 && !first.row.name.isEmpty
    return [diagnostic(listed(words, separator: "; "), setting: isOne ? first.row.name : nil)]
  }

  /// - Parameter said: the keys that are to be in the store, in the order of their secrets, each with its account where
  ///   `--account` is not what says it.
  private static func misplaced(
    _ evidence: Evidence, _ said: some Collection<(Secret, String?)>
  ) -> [(row: StoredKey, account: String)] {
    guard let plan = evidence.plan, plan.options.account != nil || evidence.origin != nil else { return [] }
    let known = evidence.snapshot?.djStripe.map { Set($0.accounts.map(\.id)) }
    var said = said[...]
    return plan.changes.compactMap { change in
      guard let row = change.tiedRow, let account = row.account, known?.contains(account) ?? true else { return nil }
      // Most rows have the account that all keys are said to be of.
      guard evidence.origin != nil || account != plan.options.account else { return nil }
      while let next = said.first, next.0 < row.secret { said.removeFirst() }
      guard let next = said.first, next.0 == row.secret, let other = next.1 ?? plan.options.account,
        other != account
      else { return nil }
      return (row, other)
    }
  }
}

extension Change {
  /// A row that is there, stays, and keeps the account it has. One that dj-stripe's table lacks is none: see KF406.
  fileprivate var tiedRow: StoredKey? {
    switch self {
    case .keep(let row), .restore(let row, _): row
    case .update(let row, _, let fields): fields.contains(.account) ? nil : row
    case .create, .remove: nil
    }
  }
}
