import KeyFacts
import KeyPlanning
import KeySecrets

/// A line that the file's format does not allow.
enum MalformedLineRule: Rule {
  static let metadata = RuleMetadata(
    "KF102", "malformed-line", .warning,
    what: "a line is not what the format allows, and the loader skips it; or a template was read line by line",
    why: "the setting on that line is not set, and python-dotenv says so in a log message at most",
    remedy: "mend the line: close its quotes, and put nothing but a comment behind the closing quote",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=\"«sk_live:1»\" or so\n"]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=\"«sk_live:1»\" # or so\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.readings.readings.flatMap { reading in
      // A .env line that is not the format's is skipped by loaders, too; of a template nothing is.
      let consequence = reading.kind == .dotenv ? "line skipped: " : ""
      return reading.malformed.map { diagnostic(consequence + $0.reason, at: $0.location) }
    }
  }
}
