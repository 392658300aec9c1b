import KeyFacts
import KeyPlanning
import KeySecrets

/// A key of one mode under the name of the other.
enum ModeMismatch: SettingRule {
  static let metadata = RuleMetadata(
    "KF202", "mode-mismatch", .error,
    what: """
      a setting with LIVE in its name holds a test key, or one with TEST a live key; a warning where a settings \
      module fills it from a name without a mode
      """,
    why: "tests would move real money, or the shop would take none",
    remedy: "put each key under the name of its mode: its prefix says which it is",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_test:1»\n"]),
    silent: .project([".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n"]))

  static var judgesNames: Bool { true }

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard let key = judged.key, let named = judged.setting.meaning.mode, judged.setting.meaning.expectsKey,
      named != key.mode
    else { return nil }
    return Finding(
      "\(judged.setting.shown) names \(named.rawValue) mode and holds a \(key.mode.rawValue) key",
      severity: judged.setting.isFilledWithoutMode ? .warning : nil)
  }
}
