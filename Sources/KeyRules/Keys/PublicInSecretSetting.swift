import KeyFacts
import KeyPlanning
import KeySecrets

/// A publishable key where a secret is needed.
enum PublicInSecretSetting: SettingRule {
  static let metadata = RuleMetadata(
    "KF204", "public-in-secret-setting", .error,
    what: "a setting for a secret or restricted key holds a publishable key",
    why: "Stripe refuses almost every call that is made with it",
    remedy: "set the secret key (`sk_…`) or restricted key (`rk_…`) here",
    firing: .project([".env": "STRIPE_SECRET_KEY=«pk_live:1»\n"]),
    silent: .project([".env": "STRIPE_SECRET_KEY=«sk_live:1»\n"]))

  static var judgesNames: Bool { true }

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard let key = judged.key, key.type == .publishable,
      judged.setting.meaning.role == .secret || judged.setting.meaning.role == .restricted
    else { return nil }
    return Finding("\(judged.setting.shown) is for a secret key and holds a publishable key")
  }
}
