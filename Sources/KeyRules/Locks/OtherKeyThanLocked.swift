import KeyFacts
import KeyPlanning

/// A setting with another key than the lock lists for it.
enum OtherKeyThanLocked: Rule {
  static let metadata = RuleMetadata(
    "KF602", "other-key-than-locked", .warning,
    what: "a setting holds another key than the lock (`check --lock`) lists for it",
    why: "a key was rolled, or taken from another account, and nobody approved it yet",
    remedy: "put the key back, or have the new one reviewed: `keyferry lock` writes the lock anew",
    firing: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n"], locked: [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]),
    silent: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=\"«sk_live:1»\"\n"], locked: [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard let lock = evidence.lock else { return [] }
    return lock.moves.compactMap { move in
      guard case .otherKey(let place, let was, let now, let location) = move else { return nil }
      let shown = was.redacted == now.redacted ? "another one of the same ending" : was.redacted
      return diagnostic(
        "\(place.setting) holds \(now.redacted), and \(lock.path.printable) lists \(shown) for it", at: location,
        setting: place.setting)
    }
  }
}
