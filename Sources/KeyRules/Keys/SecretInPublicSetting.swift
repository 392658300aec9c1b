import KeyFacts
import KeyPlanning
import KeySecrets

/// A secret where the public is let in.
enum SecretInPublicSetting: SettingRule {
  static let metadata = RuleMetadata(
    "KF203", "secret-in-public-setting", .error,
    what: "a setting for a publishable key holds a secret or restricted key",
    why: """
      publishable keys are printed into pages: every visitor gets the secret
      """,
    remedy: """
      roll the key in Stripe's dashboard if such a page was ever served, and set the publishable key \
      (`pk_…`) here
      """,
    firing: .project([".env": "STRIPE_PUBLISHABLE_KEY=«sk_live:1»\n"]),
    silent: .project([".env": "STRIPE_PUBLISHABLE_KEY=«pk_live:1»\n"]),
    isGuard: true)

  static var judgesNames: Bool { true }

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard let key = judged.key, judged.setting.meaning.role == .publishable, key.type != .publishable
    else { return nil }
    return Finding("\(judged.setting.shown) is for a publishable key and holds a \(key.type.rawValue) key")
  }
}
