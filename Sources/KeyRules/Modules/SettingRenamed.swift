import KeyFacts
import KeyPlanning
import KeySecrets

/// A setting that the environment has under another name.
enum SettingRenamed: Rule {
  static let metadata = RuleMetadata(
    "KF503", "setting-renamed", .note,
    what: "a settings module reads a setting from the environment under another name",
    why: "who looks for the setting in the environment does not find it; keyferry joins the two",
    remedy: "use one name for both, or leave it: the key is carried over under the setting's name",
    firing: .project([
      "settings.py": "STRIPE_LIVE_SECRET_KEY = env(\"PAYMENTS_TOKEN\")\n", ".env": "PAYMENTS_TOKEN=«sk_live:1»\n",
    ]),
    silent: .project([
      "settings.py": "STRIPE_LIVE_SECRET_KEY = env(\"STRIPE_LIVE_SECRET_KEY\")\n",
      ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n",
    ]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.remarkable.compactMap { judged in
      let setting = judged.setting
      guard let use = setting.module, use.form == .environment, use.isName, use.alias == nil, let name = use.reads,
        SettingNames.canonical(name) != SettingNames.canonical(setting.name),
        setting.meaning.isForKey || setting.meaning.isCredential
      else { return nil }
      let place = use.origin.map { ", found at \($0.shown)" } ?? ""
      return diagnostic("\(setting.shown) is read from \(name.printable)\(place)", on: setting)
    }
  }
}
