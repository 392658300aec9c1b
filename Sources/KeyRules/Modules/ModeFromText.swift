import KeyFacts
import KeyPlanning
import KeySecrets

/// STRIPE_LIVE_MODE as the text that the environment has.
enum ModeFromText: Rule {
  static let metadata = RuleMetadata(
    "KF504", "mode-from-text", .warning,
    what: "a settings module takes STRIPE_LIVE_MODE from the environment without a conversion to bool",
    why: """
      the environment holds texts, and every text but the empty one is true in Python: "False" turns live mode on
      """,
    remedy: """
      convert it: `env.bool("STRIPE_LIVE_MODE")`, `config("STRIPE_LIVE_MODE", cast=bool)`, or \
      `os.environ.get("STRIPE_LIVE_MODE") == "True"`
      """,
    firing: .project(["settings.py": "STRIPE_LIVE_MODE = os.environ.get(\"STRIPE_LIVE_MODE\", False)\n"]),
    silent: .project(["settings.py": "STRIPE_LIVE_MODE = env.bool(\"STRIPE_LIVE_MODE\", default=False)\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.remarkable.compactMap { judged in
      let setting = judged.setting
      guard setting.meaning.role == .liveMode, let use = setting.module, use.form == .environment, use.alias == nil,
        use.conversion == .none
      else { return nil }
      return diagnostic("\(setting.shown) is a text from the environment, and \"False\" is true in Python", on: setting)
    }
  }
}
