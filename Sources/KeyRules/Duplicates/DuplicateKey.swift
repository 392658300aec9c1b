import KeyFacts
import KeyPlanning
import KeySecrets

/// A key in more than one place.
enum DuplicateKey: Rule {
  static let metadata = RuleMetadata(
    "KF301", "duplicate-key", .note,
    what: "one key stands in several places or under several names",
    why: "it becomes one row of the database; who rolls it has to change every place",
    remedy: "keep it in one place, or leave it: `keyferry keys show` lists its places",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSHOP_STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSHOP_STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.inventory.keys.filter { $0.places.count > 1 }.compactMap { key in
      // A settings module that reads a key is no second place of it.
      let places = evidence.inventory.places(of: key).filter { !$0.isJudgedElsewhere }.map(\.setting)
      guard let first = places.first, places.count > 1 else { return nil }
      let others = listed(
        places.dropFirst().map { $0.place(beside: first) })
      return diagnostic("the key of \(first.shown) also stands at \(others)", on: first)
    }
  }
}
