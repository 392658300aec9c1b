import KeyFacts
import KeyPlanning
import KeySecrets

/// A key under the names of both modes.
enum KeyUnderBothModes: Rule {
  static let metadata = RuleMetadata(
    "KF303", "key-under-both-modes", .error,
    what: """
      one key stands under a LIVE name and under a TEST name; a warning where a settings module fills both from \
      one name
      """,
    why: "one of the two modes then works with the other's key",
    remedy: "put each key under the name of its mode: its prefix says which it is",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_live:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.inventory.keys.filter { $0.places.count > 1 }.compactMap { key in
      let places = evidence.inventory.places(of: key).map(\.setting)
      guard let live = places.first(where: { $0.meaning.mode == .live }),
        let test = places.first(where: { $0.meaning.mode == .test })
      else { return nil }
      let wrong = key.key.mode == .live ? test : live
      let right = key.key.mode == .live ? live : test
      return diagnostic(
        "\(wrong.shown) holds the same key as \(right.place)", on: wrong,
        severity: wrong.isFilledWithoutMode ? .warning : nil)
    }
  }
}
