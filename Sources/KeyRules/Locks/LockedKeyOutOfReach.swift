import KeyFacts
import KeyPlanning

/// A key of the lock that can't be looked at here.
enum LockedKeyOutOfReach: Rule {
  static let metadata = RuleMetadata(
    "KF604", "locked-key-out-of-reach", .note,
    what:
      "the lock (`check --lock`) lists a key whose source is not to be had here: production's environment, a file that git does not have",
    why: "it is neither as approved nor otherwise as far as anybody can tell: the check is `incomplete`",
    remedy: "nothing, in CI; run the same check where the source is, to see the rest",
    firing: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=${PRODUCTION_KEY}\n"], locked: [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]),
    silent: .project(
      [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], locked: [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard let lock = evidence.lock else { return [] }
    return lock.moves.compactMap { move in
      guard case .outOfReach(let place, let key, let obstacle) = move else { return nil }
      return diagnostic(
        "\(lock.path.printable) lists \(key?.redacted ?? "a key") for \(place.words), \(words(obstacle))",
        at: lock.location(of: place),
        setting: place.setting)
    }
  }

  private static func words(_ obstacle: LockMove.Obstacle) -> String {
    switch obstacle {
    case .value: "whose value lies elsewhere and can't be seen here"
    case .environment: "which has no such key here"
    case .notCommitted: "a file that is not here, and that git does not have"
    case .notRead: "a file that was not read here"
    }
  }
}

extension LockComparison {
  /// The lock's own line: what is not there has no other place.
  func location(of place: KeyLock.Place) -> SourceLocation {
    SourceLocation(kind: .file, path: path, line: place.line)
  }
}

extension KeyLock.Place {
  /// `STRIPE_LIVE_SECRET_KEY in deploy/secret.yaml`.
  var words: String { "\(setting) in \(source.words.printable)" }
}
