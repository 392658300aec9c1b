import KeyFacts
package import KeySecrets
package import KeySources

/// A `.keyferry.yml` for a project as it is, with a comment for each part.
package struct ConfigurationDraft: Sendable {
  /// A file with settings.
  private struct File: Sendable {
    let path: String
    let settings: Int
  }

  /// As they were asked for; none for the usual ones.
  let sources: [String]
  let readsEnvironment: Bool
  let exclude: [String]
  /// Files and folders that it kept from being read.
  package let pathsLeftOut: Int
  let dialect: DotenvDialect
  /// In the order in which they count.
  private let files: [File]
  /// Places and reasons of what could not be read.
  package let unread: [String]
  let survey: ProjectSurvey

  package init(
    sources: [String], readsEnvironment: Bool, exclude: [String], dialect: DotenvDialect, readings: Readings,
    survey: ProjectSurvey
  ) {
    self.exclude = exclude
    self.dialect = dialect
    pathsLeftOut = readings.pathsLeftOut
    self.sources = sources
    self.readsEnvironment = readsEnvironment
    files = readings.readings.filter { $0.kind != .environment && !$0.settings.isEmpty }.map {
      File(path: $0.path.printable, settings: $0.settings.count)
    }
    unread = readings.unread.map { $0.path.printable + ": " + $0.error.reason }
    self.survey = survey
  }

  /// More are counted.
  private static let mostFiles = 40

  package var text: String {
    [
      """
      # keyferry's configuration. A flag counts before the environment, that before this file; `keyferry config` shows what
      # they come to. Paths are relative to this folder. No key and no password belongs here.
      """,
      sourcesPart, dialectPart, settingsPart, storePart, releasePart, rulesPart,
    ].joined(separator: "\n\n") + "\n"
  }

  private var sourcesPart: String {
    let usual = readsEnvironment ? ["env:", "."] : ["."]
    let items = (sources.isEmpty ? usual : sources).map { "  - \(Self.scalar($0))" }
    return
      (["# What is read; the first counts most."] + found + ["sources:"] + items
      + (readsEnvironment ? [] : ["", "# The process environment is left out.", "env: false"])).joined(separator: "\n")
      + "\n\n# Left out of a walk, as in .gitignore\(leftOut).\n"
      + (exclude.isEmpty
        ? "# exclude: [legacy/, \"*.bak.yml\"]" : "exclude: [\(exclude.map(Self.scalar).joined(separator: ", "))]")
  }

  private var leftOut: String {
    pathsLeftOut == 0 ? "" : ": \(pathsLeftOut) \(pathsLeftOut == 1 ? "path" : "paths") here, not looked at"
  }

  /// The files with settings, as a comment: a list of them would pass by what comes later.
  private var found: [String] {
    let missed = unread.isEmpty ? [] : ["# Not read, so that nothing is known of what they hold:"]
    return foundFiles + missed + unread.prefix(Self.mostFiles).map { "#   \($0)" }
  }

  private var foundFiles: [String] {
    guard !files.isEmpty else { return ["# No file with a Stripe setting was found."] }
    let lines = files.prefix(Self.mostFiles).map { file in
      "#   \(file.path)  \(file.settings) \(file.settings == 1 ? "setting" : "settings")"
    }
    let more = files.count > Self.mostFiles ? ["#   and \(files.count - Self.mostFiles) more files"] : []
    return ["# Found, in the order in which they count:"] + lines + more
      + ["# Name files in place of the directory for an order of your own."]
  }

  private var dialectPart: String {
    """
    # The loader that reads the .env files: python-dotenv, django-environ, decouple, compose, docker, shell, node, ruby.
    dotenv-dialect: \(dialect.rawValue)
    """
  }

  private var settingsPart: String {
    """
    # Names of the project's own for keys. Roles: secret, restricted, publishable, any-key, webhook-secret, none.
    # settings:
    #   PAYMENTS_KEY: {role: secret, mode: live}
    """
  }

  private var storePart: String {
    guard let first = survey.databases.first else {
      return """
        # The key database: a path that ends in .sqlite, .sqlite3, .db or .json, a PostgreSQL address without its password, or
        # a variable that has one.
        # store: env:DATABASE_URL
        """
    }
    let others = survey.databases.dropFirst().map { "# store: \(Self.scalar($0.path))" }
    let lines = ["# The key database. This one has dj-stripe's table.", "store: \(Self.scalar(first.path))"] + others
    guard first.accounts.count == 1, let account = first.accounts.first, Self.isAccount(account) else {
      return lines.joined(separator: "\n")
    }
    return (lines + ["", "# New rows are tied to this account, the only one there.", "# account: \(account)"])
      .joined(separator: "\n")
  }

  private var releasePart: String {
    guard let release = survey.release else {
      return
        "# The dj-stripe that reads the database, 2.4 to 2.11; without it, what the database tells.\n# djstripe-version: 2.8"
    }
    return "# As \(release.path.printable) has it.\ndjstripe-version: \(release.version)"
  }

  private var rulesPart: String {
    """
    # Rules by code or name: off, error, warning or note. `keyferry rules` lists them.
    # rules:
    #   KF201: off

    # Exit with 3 on findings from this severity up.
    fail-on: error
    """
  }

  private static func isAccount(_ text: String) -> Bool {
    text.hasPrefix("acct_") && text.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F }
  }

  /// As YAML takes it for a text.
  static func scalar(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "_./-".utf8.contains($0)
    }
    if isPlain, text.contains(".") || text.contains("/"), let first = text.utf8.first,
      (first | 0x20) &- 0x61 < 26 || ".".utf8.contains(first)
    {
      return text
    }
    var quoted = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.isHiddenOnTerminal:
        quoted += "\\U" + scalar.value.hexadecimal(width: 8, uppercase: true)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return "\"\(quoted)\""
  }
}
