import KeyFacts
import KeyPlanning
import KeySecrets

/// A key under a name that does not say so.
enum UnmappedKey: SettingRule {
  static let metadata = RuleMetadata(
    "KF212", "unmapped-key", .note,
    what: "a well-formed key stands under a name that keyferry does not know as Stripe's",
    why: "it may be another service's, or a leftover: keyferry does not sync it from there unless asked to",
    remedy: "rename the setting, or sync with `--include-unmapped`",
    firing: .project([".env": "PAYMENTS=«sk_live:1»\n"]),
    silent: .project([".env": "PAYMENTS_STRIPE_KEY=«sk_live:1»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard let key = judged.key, !judged.setting.meaning.isMapped else { return nil }
    return Finding(
      "\(judged.setting.shown) holds a \(key.mode.rawValue) \(key.type.rawValue) key and is no known name for one; "
        + "it is synced from here only with --include-unmapped")
  }
}
