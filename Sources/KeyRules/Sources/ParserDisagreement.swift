import KeyFacts
import KeyPlanning
import KeySecrets

/// A line of a .env file that its loaders read differently.
enum ParserDisagreement: Rule {
  static let metadata = RuleMetadata(
    "KF103", "parser-disagreement", .warning,
    what: """
      python-dotenv, django-environ, decouple and docker compose do not read the same value of a setting from its line: \
      a comment behind it, blanks around the `=`, `export`, a variable; example files are left out
      """,
    why: """
      whoever loads the file decides what Stripe is sent, and a change of the loader changes it without a word
      """,
    remedy: """
      write the line as all of them read it, which is `NAME=value` with nothing before or behind it and the comment on a \
      line of its own; or name the loader that counts: `--dotenv-dialect django-environ`
      """,
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1» # live\n"]),
    silent: .project([".env": "# live\nSTRIPE_LIVE_SECRET_KEY=\"«sk_live:1»\"\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.readings.readings.flatMap(\.disagreements).map { disagreement in
      guard let name = disagreement.name else {
        let count = disagreement.uncompared
        return diagnostic("\(count) more lines were not compared", at: disagreement.location)
      }
      return diagnostic(
        "loaders do not agree on \(name.printable): \(views(disagreement))", at: disagreement.location, setting: name)
    }
  }

  /// `python-dotenv and compose read a key, django-environ a key with a comment in it`.
  private static func views(_ disagreement: Disagreement) -> String {
    var said: Set<String> = []
    let views = disagreement.views.enumerated().map { index, view in
      let verb = index > 0 ? "" : view.loaders.count == 1 ? " reads" : " read"
      let isSaid = !said.insert(view.reads).inserted
      return "\(list(view.loaders))\(verb) \(view.reads)\(isSaid ? ", though another" : "")"
    }
    return views.joined(separator: "; ")
  }

  private static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
