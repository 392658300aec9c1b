import KeyFacts
import KeyPlanning
import KeySecrets

/// A restricted key.
enum RestrictedKey: SettingRule {
  static let metadata = RuleMetadata(
    "KF210", "restricted-key", .note,
    what: "a setting holds a restricted key",
    why: "it is synced as such, but dj-stripe never takes a restricted key by default",
    remedy: """
      see that the code which needs it asks for it by name, and that its permissions suffice
      """,
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«rk_live:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.key?.type == .restricted else { return nil }
    return Finding("\(judged.setting.shown) holds a restricted key, which dj-stripe never uses by default")
  }
}
