import KeyFacts
import KeyPlanning
import KeySecrets

/// A key that looks like Stripe's and is another's.
enum LookalikeKey: SettingRule {
  static let metadata = RuleMetadata(
    "KF211", "lookalike-key", .warning,
    what: """
      a value has a Stripe key's prefix and another provider's body, or characters that Stripe was never \
      seen to use
      """,
    why: """
      Paystack, Highnote and Clerk use Stripe's prefixes: their keys do nothing at Stripe and are not \
      synced
      """,
    remedy: """
      check which provider the key is from; `_` or `-` in a body is synced, and dj-stripe 2.11 refuses it
      """,
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«paystack:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    switch judged.classification {
    case .lookalike(let provider):
      Finding("\(judged.setting.shown) holds what looks like a key of \(provider.rawValue), not of Stripe")
    case .key(_, let oddities) where oddities.contains(.unusualAlphabet):
      Finding("the key of \(judged.setting.shown) holds _ or - behind its prefix: dj-stripe 2.11 refuses such a key")
    default: nil
    }
  }
}
