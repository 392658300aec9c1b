import KeyFacts
import KeyPlanning
import KeySecrets

/// A text in a key's place that is no key.
enum MalformedKey: SettingRule {
  static let metadata = RuleMetadata(
    "KF205", "malformed-key", .error,
    what: """
      a value that should be a key is too short, too long, misspelled, the id of an object, or no key at all; a \
      warning where a settings module has a text without a key's prefix
      """,
    why: """
      dj-stripe or Stripe refuses it, and it is not synced
      """,
    remedy: "copy the key again; Stripe shows a live secret key only once: roll it if there is no other copy",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1:17»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1:24»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard case .malformed(let reason) = judged.classification, let why = words(reason) else { return nil }
    // Modules for tests and defaults have what was never meant for a key.
    let use = judged.setting.module
    let isStandIn = reason == .noKey && (use?.form == .literal || use?.isFallback == true)
    return Finding(
      "\(judged.setting.shown) holds \(judged.setting.value.count) bytes that are no key: \(why)",
      severity: isStandIn ? .warning : nil)
  }

  private static func words(_ reason: MalformedReason) -> String? {
    switch reason {
    case .strayCharacters: nil
    case .tooShort: "fewer than 24 characters behind the prefix"
    case .tooLong: "Stripe's keys have 255 characters at most"
    case .badCharacter: "a character that no Stripe key holds"
    case .prefix: "the prefix is misspelled"
    case .objectID(let prefix): "a Stripe object's id (\(prefix)…)"
    case .noKey: "not one of Stripe's prefixes"
    }
  }
}
