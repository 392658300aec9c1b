import KeyFacts
import KeyPlanning
import KeySecrets

/// "False", which Python holds for true.
enum TextLiveMode: Rule {
  static let metadata = RuleMetadata(
    "KF215", "text-live-mode", .warning,
    what: """
      STRIPE_LIVE_MODE is the text \"False\" or the like, in the environment or a .env file, and no settings module was \
      seen to convert it
      """,
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

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    let switches = evidence.remarkable.filter { $0.setting.meaning.role == .liveMode }
    let converted = Set(
      switches.compactMap { judged -> String? in
        guard let use = judged.setting.module, use.form == .environment, use.conversion != .none else { return nil }
        return use.reads
      })
    return switches.filter { judged in
      LiveModeText(judged.setting) == .offAsText && becomesText(judged.setting.location)
        && !converted.contains(judged.setting.name) && isText(judged.setting.module)
    }.map {
      diagnostic("\($0.setting.shown) is a text, and any text but the empty one is true in Python", on: $0.setting)
    }
  }

  /// What a module reads is KF504's.
  private static func isText(_ use: ModuleUse?) -> Bool { use.map { $0.form == .literal && !$0.isWord } ?? true }

  /// The environment holds texts alone: what .env, compose and manifests put there is one, `false` of YAML included.
  private static func becomesText(_ location: SourceLocation) -> Bool {
    guard location.kind == .yaml || location.kind == .json else { return true }
    let steps = (location.documentPath ?? "").split(separator: "/")
    return steps.contains { ["environment", "env", "envVars"].contains($0) }
  }
}
