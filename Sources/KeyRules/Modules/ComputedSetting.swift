import KeyFacts
import KeyPlanning
import KeySecrets

/// A setting that only running the settings module would tell.
enum ComputedSetting: SettingRule {
  static let metadata = RuleMetadata(
    "KF502", "computed-setting", .note,
    what: "a settings module makes a setting by a call, an f-string or a comparison",
    why: """
      only running the module would tell the value, which keyferry does not do: it neither guesses nor calls it absent
      """,
    remedy: "run keyferry where the value is known, with the setting in its environment",
    firing: .project(["settings.py": "STRIPE_LIVE_SECRET_KEY = get_secret(\"stripe\")\n"]),
    silent: .project(["settings.py": "STRIPE_LIVE_SECRET_KEY = os.getenv(\"STRIPE_LIVE_SECRET_KEY\")\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.setting.module?.form == .computed, judged.classification == .reference else { return nil }
    let meaning = judged.setting.meaning
    guard meaning.isCredential || meaning.role == .keyFile || meaning.role == .liveMode else { return nil }
    return Finding("\(judged.setting.shown) is computed: only running the module would tell its value")
  }
}
