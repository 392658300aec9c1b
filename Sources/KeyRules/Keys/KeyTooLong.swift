import KeyFacts
import KeyPlanning
import KeySecrets

/// A key longer than dj-stripe's column.
enum KeyTooLong: SettingRule {
  static let metadata = RuleMetadata(
    "KF208", "key-too-long", .warning,
    what: "a key is longer than the 128 characters that dj-stripe's column holds",
    why: "PostgreSQL refuses the row; SQLite takes it, and dj-stripe's admin then can't save the row",
    remedy: "ask Stripe for a shorter key, or keep it out of dj-stripe's table",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1:130»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1:99»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard case .key(let key, let oddities) = judged.classification, oddities.contains(.longerThanColumn)
    else { return nil }
    return Finding(
      "the key of \(judged.setting.shown) has \(key.secret.count) characters; dj-stripe's column holds 128")
  }
}
