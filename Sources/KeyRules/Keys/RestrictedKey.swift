import KeyFacts
import KeyPlanning
import KeySecrets

/// A restricted key.
enum RestrictedKey: SettingRule {
  static let metadata = RuleMetadata(
    "KF210", "restricted-key", .note,
    what: "a setting holds a restricted key",
    why: "it is synced, but dj-stripe never uses a restricted key by default",
    remedy: """
      hand the key to the calls that are to use it, and see that its permissions suffice for them
      """,
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«rk_live:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.key?.type == .restricted else { return nil }
    return Finding("\(judged.setting.shown) holds a restricted key, which dj-stripe never uses by default")
  }
}
