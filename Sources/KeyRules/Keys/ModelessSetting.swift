import KeyFacts
import KeyPlanning
import KeySecrets

/// A setting that counts in both modes.
enum ModelessSetting: SettingRule {
  static let metadata = RuleMetadata(
    "KF213", "mode-less-setting", .note,
    what: "STRIPE_SECRET_KEY or STRIPE_PUBLIC_KEY is set",
    why: "dj-stripe prefers it to the LIVE and TEST settings, whatever STRIPE_LIVE_MODE says",
    remedy: "use STRIPE_LIVE_SECRET_KEY and STRIPE_TEST_SECRET_KEY, or the database",
    firing: .project([".env": "STRIPE_SECRET_KEY=«sk_live:1»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]))

  static var judgesNames: Bool { true }

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard SettingNames.isModeless(judged.setting), judged.classification != .empty else { return nil }
    return Finding("\(judged.setting.shown) overrides the settings of both modes")
  }
}
