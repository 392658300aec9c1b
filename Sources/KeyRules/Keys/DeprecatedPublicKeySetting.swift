import KeyFacts
import KeyPlanning
import KeySecrets

/// A public-key setting that dj-stripe has deprecated.
enum DeprecatedPublicKeySetting: SettingRule {
  static let metadata = RuleMetadata(
    "KF201", "deprecated-public-key-setting", .warning,
    what: """
      STRIPE_LIVE_PUBLIC_KEY or STRIPE_TEST_PUBLIC_KEY is set: dj-stripe announced their end for 2.5.0
      """,
    why: "only dj-stripe's deprecated mixins read them, and never from the database",
    remedy: """
      let the setting stay while templates use the mixins, or move the key to the database and read it \
      there
      """,
    firing: .project([".env": "STRIPE_LIVE_PUBLIC_KEY=«pk_live:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard SettingNames.isDeprecatedPublicKey(judged.setting) else { return nil }
    return Finding(
      "\(judged.setting.shown) is deprecated since dj-stripe 2.5.0, and only its deprecated mixins read it; "
        + "it may stay, or its key may move to the database")
  }
}
