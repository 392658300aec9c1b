import KeyFacts
import KeyPlanning
import KeySecrets

/// A source that could not be read, or not to its end.
enum UnreadableSource: Rule {
  static let metadata = RuleMetadata(
    "KF101", "unreadable-source", .error,
    what: "a source could not be read, or is not what its name says, or its loader refuses it",
    why: "a key may stand in it: nothing can be called in sync while a source was not looked at",
    remedy: "mend the file or its permissions, or name the sources to read: `keyferry plan .env`",
    firing: .project(["config.yml": "stripe: [\n  STRIPE_SECRET_KEY: }\n"]),
    silent: .project(["config.yml": "STRIPE_LIVE_SECRET_KEY: «sk_live:1»\n"]),
    isGuard: true)

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.readings.unread.filter { !$0.error.isElsewhere }.map { source in
      let location = SourceLocation(
        kind: source.kind ?? .file, path: source.path, line: source.error.line, column: source.error.column)
      return diagnostic("cannot read \(source.path.printable): \(source.error.reason)", at: location)
    }
  }
}
