import KeyFacts
import KeyPlanning
import KeySecrets

/// A key in the code of a settings module.
enum HardCodedKey: Rule {
  static let metadata = RuleMetadata(
    "KF501", "hard-coded-key", .error,
    what: """
      a settings module holds a key, as a value or as a default; a warning if it is a test key, publishable or a \
      webhook's secret, and never in the way of a sync, which carries the key out
      """,
    why: "code is committed and copied: everyone who has ever seen the repository has the key",
    remedy: """
      sync the key into the database, read the setting from the environment, roll the key in Stripe's dashboard, and \
      sync again
      """,
    firing: .project(["settings.py": "STRIPE_LIVE_SECRET_KEY = \"«sk_live:1»\"\n"]),
    silent: .project(["settings.py": "STRIPE_LIVE_SECRET_KEY = os.environ[\"STRIPE_LIVE_SECRET_KEY\"]\n"]),
    blocksSync: false)

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    // Those that do not count stand in the code all the same.
    evidence.unusual.filter { $0.setting.location.kind == .python && !$0.isExample }.compactMap { judged in
      guard let use = judged.setting.module, use.alias == nil, use.form != .alias, !judged.isJudgedElsewhere,
        use.isFallback || use.form == .literal || use.form == .computed
      else { return nil }
      let place = use.isFallback ? "has in its code, as a default," : "has in its code"
      switch judged.classification {
      case .key(let key, _):
        let isGrave = key.mode == .live && key.type != .publishable
        return diagnostic(
          "\(judged.setting.shown) \(place) a \(key.mode.rawValue) \(key.type.rawValue) key", on: judged.setting,
          severity: isGrave ? .error : .warning)
      case .otherCredential(let kind):
        return diagnostic(
          "\(judged.setting.shown) \(place) \(kind.withArticle)", on: judged.setting, severity: .warning)
      case .malformed(.strayCharacters):
        return diagnostic("\(judged.setting.shown) \(place) a key with other characters around it", on: judged.setting)
      default: return nil
      }
    }
  }
}
