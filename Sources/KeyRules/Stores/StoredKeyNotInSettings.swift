import KeyFacts
import KeyPlanning
import KeySecrets

/// A stored key that no setting names.
enum StoredKeyNotInSettings: Rule {
  static let metadata = RuleMetadata(
    "KF401", "stored-key-not-in-settings", .note,
    what: "the database holds a key that no setting names, or that the one to copy from (`--from`) does not hold",
    why: """
      it was added by hand, or its setting is gone: what reads the database goes on using it, and Stripe \
      accepts it until it is rolled
      """,
    remedy: """
      leave it, or remove it: `keyferry keys remove`, `keyferry sync --prune`; `keyferry check --strict` \
      calls it drift
      """,
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], stored: [.row("sk_live:1"), .row("sk_live:2")]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], stored: [.row("sk_live:1")]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    let elsewhere = evidence.origin.map { "not in \($0.location.printable)" } ?? "in no setting"
    return (evidence.plan?.unnamed ?? []).map { row in
      diagnostic("\(row.shown) is in the database and \(elsewhere)", setting: row.name.isEmpty ? nil : row.name)
    }
  }
}
