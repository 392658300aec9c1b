import KeyFacts
import KeyPlanning
import KeySecrets

/// A setting with two different keys.
enum ConflictingValues: Rule {
  static let metadata = RuleMetadata(
    "KF302", "conflicting-values", .error,
    what: "a setting has different keys in different places; a warning when `--on-conflict` settles it",
    why: "which of them counts depends on the machine and on what loads it: keyferry does not guess",
    remedy: """
      name the source that counts, or take the first by rank with `--on-conflict first`, or every key with \
      `--on-conflict all`
      """,
    firing: .project([
      ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", ".env.production": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n",
    ]),
    silent: .project([
      ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", ".env.production": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n",
    ]),
    isGuard: true)

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.inventory.conflicts.compactMap { conflict in
      let places = conflict.settings.map { evidence.inventory.settings[$0].setting }
      guard let first = places.first else { return nil }
      let keys =
        "\(first.shown) has \(places.count) different keys: here and at \(listed(places.dropFirst().map { $0.place(beside: first) }))"
      switch evidence.conflictPolicy {
      case .error: return diagnostic(keys, on: first)
      case .first: return diagnostic(keys + "; the first is taken", on: first, severity: .warning)
      case .all: return diagnostic(keys + "; all are taken", on: first, severity: .warning)
      }
    }
  }
}
