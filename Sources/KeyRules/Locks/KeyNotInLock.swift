import KeyFacts
import KeyPlanning

/// A key, or a place of one, that the lock does not list.
enum KeyNotInLock: Rule {
  static let metadata = RuleMetadata(
    "KF601", "key-not-in-lock", .warning,
    what: "a setting holds a key, or refers to one, where the lock (`check --lock`) lists none",
    why:
      "the lock says which keys were approved, and this is none of them: a key in a file that is committed is leaked",
    remedy: "take it out of the file and roll it, or have it reviewed: `keyferry lock` writes the lock anew",
    firing: .project(
      [".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"],
      locked: [".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n"]),
    silent: .project(
      [".env": "# moved down\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n"],
      locked: [".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard let lock = evidence.lock else { return [] }
    return lock.moves.compactMap { move in
      switch move {
      case .newKey(let place, let key, let location, let isKnown):
        let what = isKnown ? "lists elsewhere alone" : "does not list"
        return diagnostic(
          "\(place.setting) holds \(key.redacted), which \(lock.path.printable) \(what)", at: location,
          setting: place.setting)
      case .newReference(let place, let location):
        return diagnostic(
          "\(place.setting) is for a key, and \(lock.path.printable) does not list it", at: location,
          setting: place.setting)
      case .otherKey, .gone, .outOfReach: return nil
      }
    }
  }
}
