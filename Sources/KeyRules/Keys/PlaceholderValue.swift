import KeyFacts
import KeyPlanning
import KeySecrets

/// A text that tells a person to put a key there.
enum PlaceholderValue: SettingRule {
  static let metadata = RuleMetadata(
    "KF206", "placeholder-value", .warning,
    what: "a setting holds a placeholder, such as `sk_live_your_key_here`",
    why: "the setting counts as set, and fails when it is first used",
    remedy: "put the key there, or delete the line",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=sk_live_your_key_here\n"]),
    silent: .project([".env.example": "STRIPE_LIVE_SECRET_KEY=sk_live_your_key_here\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.classification == .placeholder, judged.setting.meaning.isCredential else { return nil }
    return Finding("\(judged.setting.shown) holds a placeholder")
  }
}
