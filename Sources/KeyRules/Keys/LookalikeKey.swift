import KeyFacts
import KeyPlanning
import KeySecrets

/// A key that looks like Stripe's and is another's.
enum LookalikeKey: SettingRule {
  static let metadata = RuleMetadata(
    "KF211", "lookalike-key", .warning,
    what: """
      a value has the prefix of a Stripe key and the form of another provider's, or a `_` or `-` behind \
      its prefix
      """,
    why: """
      Paystack, Highnote and Clerk use the same prefixes: Stripe refuses their keys, which are not \
      synced; dj-stripe 2.11 refuses `_` and `-`
      """,
    remedy: """
      see which provider the key is from, and give it a name of that provider's; a key with `_` or `-` is \
      synced: compare it with Stripe's dashboard
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
