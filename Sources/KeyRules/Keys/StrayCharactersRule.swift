import KeyFacts
import KeyPlanning
import KeySecrets

/// A key with something around or in it.
enum StrayCharactersRule: SettingRule {
  static let metadata = RuleMetadata(
    "KF207", "stray-characters", .error,
    what: "a key has blanks, quotes, invisible characters or a comment around it or in it",
    why: """
      dj-stripe before 2.11 stores it so, and Stripe refuses it; who looks at it sees nothing wrong
      """,
    remedy: "take the characters away; in a .env file, quote the value or leave a blank before `#`",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=\"«sk_live:1» \"\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=\"«sk_live:1»\" \n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.classification == .malformed(.strayCharacters) else { return nil }
    return Finding("\(judged.setting.shown) holds a key with blanks, quotes or other characters around it or in it")
  }
}
