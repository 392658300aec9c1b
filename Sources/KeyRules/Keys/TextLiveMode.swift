import KeyFacts
import KeyPlanning
import KeySecrets

/// "False", which Python holds for true.
enum TextLiveMode: SettingRule {
  static let metadata = RuleMetadata(
    "KF215", "text-live-mode", .warning,
    what: "STRIPE_LIVE_MODE is the text \"False\" or the like, in the environment or a .env file",
    why: """
      in Python every text but the empty one is true: unless the settings module converts it, dj-stripe \
      works in live mode
      """,
    remedy: """
      convert it in the settings module: `env.bool("STRIPE_LIVE_MODE")`, `config("STRIPE_LIVE_MODE", \
      cast=bool)`
      """,
    firing: .project([".env": "STRIPE_LIVE_MODE=False\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_MODE=\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.setting.meaning.role == .liveMode, LiveModeText(judged.setting) == .offAsText,
      becomesText(judged.setting.location)
    else { return nil }
    return Finding("\(judged.setting.shown) is a text, and any text but the empty one is true in Python")
  }

  /// The environment holds texts alone: what .env, compose and manifests put there is one, `false` of YAML included.
  private static func becomesText(_ location: SourceLocation) -> Bool {
    guard location.kind == .yaml || location.kind == .json else { return true }
    let steps = (location.documentPath ?? "").split(separator: "/")
    return steps.contains { ["environment", "env", "envVars"].contains($0) }
  }
}
