import KeyFacts
import KeyPlanning
import KeySecrets

/// A public-key setting that dj-stripe has deprecated.
enum DeprecatedPublicKeySetting: SettingRule {
  static let metadata = RuleMetadata(
    "KF201", "deprecated-public-key-setting", .warning,
    what: "STRIPE_LIVE_PUBLIC_KEY or STRIPE_TEST_PUBLIC_KEY is set: both are deprecated since dj-stripe 2.5.0",
    why: "only dj-stripe's deprecated mixins read them, and these never look into the database",
    remedy: """
      let the setting stay while a view uses one of the mixins; else move the key to the database, read it \
      from there, and delete the setting
      """,
    firing: .project([".env": "STRIPE_LIVE_PUBLIC_KEY=«pk_live:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static var judgesNames: Bool { true }

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard SettingNames.isDeprecatedPublicKey(judged.setting) else { return nil }
    return Finding(
      "\(judged.setting.shown) is deprecated since dj-stripe 2.5.0: only deprecated mixins read it; "
        + "it may stay, or move to the database")
  }
}
