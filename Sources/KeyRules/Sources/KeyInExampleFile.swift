import KeyFacts
import KeyPlanning
import KeySecrets

/// A key in a file that is made to be shown around.
enum KeyInExampleFile: Rule {
  static let metadata = RuleMetadata(
    "KF109", "key-in-example-file", .error,
    what: """
      an example file (`.env.example`, `*.sample`, `*.template`, `*.dist`) holds a real key; a \
      warning if it is a test key or publishable, and never in the way of a sync
      """,
    why: "example files are committed and copied: a key in one is known to many",
    remedy: """
      roll the key in Stripe's dashboard, and put a placeholder in its place; keyferry never syncs from \
      example files
      """,
    firing: .project([".env.example": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]),
    silent: .project([".env.example": "STRIPE_LIVE_SECRET_KEY=sk_live_your_key_here\n"]),
    blocksSync: false)

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.unusual.filter(\.isExample).compactMap { judged in
      switch judged.classification {
      case .key(let key, _):
        let isGrave = key.mode == .live && key.type != .publishable
        return diagnostic(
          "\(judged.setting.shown) holds a \(key.mode.rawValue) \(key.type.rawValue) key, in a file made to be shared",
          on: judged.setting, severity: isGrave ? .error : .warning)
      case .malformed(.strayCharacters):
        return diagnostic(
          "\(judged.setting.shown) holds a key with stray characters, in a file made to be shared",
          on: judged.setting)
      default: return nil
      }
    }
  }
}
