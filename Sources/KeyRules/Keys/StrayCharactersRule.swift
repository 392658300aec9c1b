import KeyFacts
import KeyPlanning
import KeySecrets

/// A key with something around or in it.
enum StrayCharactersRule: SettingRule {
  static let metadata = RuleMetadata(
    "KF207", "stray-characters", .error,
    what: "a key has blanks, quotes, invisible characters or a comment around it or in it",
    why: """
      Stripe refuses it, dj-stripe before 2.11 mostly accepts it, and it looks right to the eye
      """,
    remedy: "delete the characters; in a .env file, leave a blank before a `#` that begins a comment",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=\"«sk_live:1» \"\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=\"«sk_live:1»\" # live\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.classification == .malformed(.strayCharacters) else { return nil }
    return Finding("\(judged.setting.shown) holds a key with blanks, quotes or other characters around it or in it")
  }
}
