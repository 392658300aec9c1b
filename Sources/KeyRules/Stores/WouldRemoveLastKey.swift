import KeyFacts
import KeyPlanning
import KeySecrets

/// A removal after which a mode has no key of a type.
enum WouldRemoveLastKey: Rule {
  static let metadata = RuleMetadata(
    "KF404", "would-remove-last-key", .error,
    what: "`--prune` would remove the last key of a type and mode",
    why: "payments in that mode may stop, and Stripe shows a live secret key only once",
    remedy: "confirm with `--yes` if that is meant",
    firing: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"],
      stored: [.row("sk_live:1"), .row("sk_test:2", name: "STRIPE_TEST_SECRET_KEY")], prune: true),
    silent: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], stored: [.row("sk_live:1"), .row("sk_live:2")], prune: true),
    isGuard: true)

  private struct Kind: Hashable {
    let type: KeyType
    let mode: KeyMode
  }

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard let plan = evidence.plan, plan.options.prune, !plan.options.confirmed else { return [] }
    var removed: Set<Kind> = []
    var left: Set<Kind> = []
    for change in plan.changes {
      guard let key = StripeKey(stored: change.secret) else { continue }
      let kind = Kind(type: key.type, mode: key.mode)
      if case .remove = change { removed.insert(kind) } else { left.insert(kind) }
    }
    return removed.subtracting(left).sorted { ($0.mode, $0.type) < ($1.mode, $1.type) }.map { kind in
      diagnostic("--prune would remove the last \(kind.mode.rawValue) \(kind.type.rawValue) key; --yes confirms it")
    }
  }
}
