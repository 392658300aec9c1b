import KeyFacts
import KeyPlanning
import KeySecrets

/// A setting that dj-stripe no longer has.
enum RemovedSetting: SettingRule {
  static let metadata = RuleMetadata(
    "KF214", "removed-setting", .warning,
    what: "DJSTRIPE_WEBHOOK_SECRET is set: dj-stripe 2.9.0 removed it",
    why: "since 2.9.0 nothing reads it: a webhook is verified with the secret in its endpoint's row",
    remedy: """
      create the endpoint in dj-stripe's admin, which stores its secret, and then delete the setting
      """,
    firing: .project([".env": "DJSTRIPE_WEBHOOK_SECRET=whsec_«body:1:32»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static var judgesNames: Bool { true }

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard SettingNames.isRemovedWebhookSecret(judged.setting) else { return nil }
    return Finding("\(judged.setting.shown) was removed in dj-stripe 2.9.0: the secret belongs to the webhook endpoint")
  }
}
