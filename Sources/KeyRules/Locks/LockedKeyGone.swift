import KeyFacts
import KeyPlanning

/// A key of the lock that is not where the lock has it.
enum LockedKeyGone: Rule {
  static let metadata = RuleMetadata(
    "KF603", "locked-key-gone", .warning,
    what: "a setting that the lock (`check --lock`) lists is gone, or holds no key any more",
    why: "what reads the setting finds nothing, and nobody approved that",
    remedy: "put it back, or have its removal reviewed: `keyferry lock` writes the lock anew",
    firing: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=\n"], locked: [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]),
    silent: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], locked: [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard let lock = evidence.lock else { return [] }
    return lock.moves.compactMap { move in
      guard case .gone(let place, let key, let loss) = move else { return nil }
      return diagnostic(
        "\(place.words) \(words(loss)); \(lock.path.printable) lists \(key?.redacted ?? "a key that lay elsewhere")",
        at: lock.location(of: place),
        setting: place.setting)
    }
  }

  private static func words(_ loss: LockMove.Loss) -> String {
    switch loss {
    case .setting: "is gone"
    case .key: "holds no key any more"
    case .file: "is gone with its file"
    }
  }
}
