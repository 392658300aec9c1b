import KeyFacts
import KeyPlanning
import KeySecrets

/// A setting that one file defines twice.
enum RepeatedSetting: Rule {
  static let metadata = RuleMetadata(
    "KF106", "repeated-setting", .warning,
    what: "a file defines a setting again further down, and the later definition counts",
    why: "who edits the first definition changes nothing; a key in it is not carried over",
    remedy: "delete the definition that does not count",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_LIVE_SECRET_KEY=«sk_live:2»\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.unusual.filter { judged in
      // A default that does not count is none that is set again.
      judged.setting.isOverridden && !judged.isExample && judged.setting.module?.isFallback != true
        && judged.setting.module?.alias == nil
    }.map { judged in
      let key = judged.key == nil ? "" : "; the key here is not carried over"
      return diagnostic("\(judged.setting.shown) is set again below, and that counts\(key)", on: judged.setting)
    }
  }
}
