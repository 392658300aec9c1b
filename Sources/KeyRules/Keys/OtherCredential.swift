import KeyFacts
import KeyPlanning
import KeySecrets

/// A Stripe credential that is no API key.
enum OtherCredential: SettingRule {
  static let metadata = RuleMetadata(
    "KF209", "other-credential", .note,
    what: """
      a value is another Stripe credential: a webhook signing secret, an organization key, a CLI token, a \
      legacy key
      """,
    why: "the key database is for API keys: keyferry reports it and leaves it where it is",
    remedy: """
      leave it; a webhook secret belongs in its endpoint's row in dj-stripe's database, which needs the \
      endpoint's id and URL from Stripe
      """,
    firing: .project([".env": "STRIPE_WEBHOOK_SECRET=whsec_«body:1:32»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard case .otherCredential(let kind) = judged.classification else { return nil }
    return Finding("\(judged.setting.shown) holds \(kind.withArticle), which is no API key and is not synced")
  }
}
