import KeyFacts
import KeyPlanning
import KeySecrets

/// A value that lies elsewhere.
enum UnresolvedReference: SettingRule {
  static let metadata = RuleMetadata(
    "KF105", "unresolved-reference", .note,
    what: """
      a setting's value lies elsewhere: `${NAME}`, `secretKeyRef`, `${{ secrets.X }}`, a template, or in a settings \
      module a name that no source sets; or a compose file requires an `env_file` that is not there, or out of the tree
      """,
    why: "there may be a key that keyferry can neither compare nor carry; it is never taken for absent",
    remedy: "run keyferry where the value is known, with the setting in its environment",
    firing: .project([
      "compose.yml": "services:\n  web:\n    environment:\n      - STRIPE_LIVE_SECRET_KEY=${STRIPE_KEY}\n"
    ]),
    silent: .project([
      "compose.yml": "services:\n  web:\n    environment:\n      - STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"
    ]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    settings(evidence)
      + evidence.readings.unread.filter { $0.error.isElsewhere && $0.error != .encrypted }.map { source in
        diagnostic(
          "\(source.path.printable) was not looked at: \(source.error.reason)",
          at: SourceLocation(kind: source.kind ?? .file, path: source.path))
      }
  }

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.setting.meaning.isCredential || judged.setting.meaning.role == .keyFile else { return nil }
    let use = judged.setting.module
    guard use?.form != .computed else { return nil }
    switch judged.classification {
    case .reference where use != nil: return Finding(words(judged.setting.shown, use))
    case .reference: return Finding("the value of \(judged.setting.shown) lies elsewhere: it was not looked at")
    case .template: return Finding("the value of \(judged.setting.shown) is a template: it was not looked at")
    default: return nil
    }
  }

  private static func words(_ name: String, _ use: ModuleUse?) -> String {
    let inner = use?.reads?.printable ?? ""
    switch use?.form {
    case .environment?: return "\(name) is read from \(inner), which no source sets"
    case .mapping?: return "\(name) is looked up as \(inner), in a mapping that was not seen"
    default: return "\(name) is the name \(inner), which the module does not define"
    }
  }
}
