import KeyFacts
import KeyPlanning
import KeySecrets

/// Live mode without a live key.
enum LiveModeWithoutKey: Rule {
  static let metadata = RuleMetadata(
    "KF216", "live-mode-without-key", .error,
    what: "STRIPE_LIVE_MODE is on, and neither a setting nor the database has a live secret key",
    why: "dj-stripe works in live mode without a key for it: its calls to Stripe fail",
    remedy: "set STRIPE_LIVE_SECRET_KEY, or add the key to the database: `keyferry keys add`",
    firing: .project([".env": "STRIPE_LIVE_MODE=True\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_MODE=True\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    let switches = evidence.remarkable.filter {
      $0.setting.meaning.role == .liveMode && LiveModeText($0.setting) == .on && !$0.isJudgedElsewhere
    }
    guard !switches.isEmpty, !hasLiveKey(evidence) else { return [] }
    return switches.map { diagnostic("\($0.setting.shown) is on, and no live secret key was found", on: $0.setting) }
  }

  /// A value that lies elsewhere may be one.
  private static func hasLiveKey(_ evidence: Evidence) -> Bool {
    func serves(_ key: StripeKey) -> Bool { key.mode == .live && key.type != .publishable }
    return evidence.inventory.keys.contains { serves($0.key) }
      || evidence.plan?.changes.contains { change in
        if case .remove = change { return false }
        return StripeKey(stored: change.secret).map(serves) ?? false
      } ?? false
      || evidence.remarkable.contains { judged in
        judged.classification.isElsewhere && judged.setting.meaning.expectsKey
          && judged.setting.meaning.role != .publishable && judged.setting.meaning.mode != .test
      }
  }
}
