package import KeyFacts

/// A rule as people read it.
package struct RulePage: Sendable {
  package let id: RuleID
  package let severity: Severity
  package let what: String
  package let why: String
  package let remedy: String
  /// Listings of a small project on which the rule fires, and of one on which it is silent.
  package let firing: String
  package let silent: String

  package init(
    id: RuleID, severity: Severity, what: String, why: String, remedy: String, firing: String, silent: String
  ) {
    self.id = id
    self.severity = severity
    self.what = what
    self.why = why
    self.remedy = remedy
    self.firing = firing
    self.silent = silent
  }

  package static func all(_ pages: [RulePage]) -> RulePages { RulePages(pages: pages, isList: true) }
  package static func one(_ page: RulePage) -> RulePages { RulePages(pages: [page], isList: false) }
}

/// `keyferry rules` and `keyferry explain`.
package struct RulePages: Sendable {
  let pages: [RulePage]
  let isList: Bool

  /// A line a rule, or a page.
  package func renderText(options: TextOptions, to sink: ByteSink) throws {
    try TextWriter.write(to: sink, options: options) { text in
      for page in pages {
        let head = StyledText("\(page.id.code) \(page.id.name)", .heading)
        guard !isList else {
          text.wrapped([head, StyledText(" (\(page.severity.rawValue)): \(page.what)")], indent: 0, hanging: 6)
          continue
        }
        text.wrapped([head, StyledText(" (\(page.severity.rawValue))")], indent: 0, hanging: 2)
        for (title, body) in [("What it finds", page.what), ("Why it matters", page.why), ("What to do", page.remedy)] {
          text.heading(title)
          text.wrapped(body, indent: 2)
        }
        for (title, listing) in [("It fires on", page.firing), ("It is silent on", page.silent)] {
          text.heading(title)
          for line in listing.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            text.line(line.isEmpty ? [] : [StyledText(String(line))], indent: 2)
          }
        }
      }
    }
  }

  /// `docs/rules.md` is this, of all rules.
  package var markdown: String {
    guard isList else { return pages.map { section($0, level: 1) }.joined(separator: "\n") }
    return RulePages.introduction + groups.map(table).joined()
      + pages.map { section($0, level: 2) }.joined(separator: "\n")
  }

  private static let introduction = """
    # Rules

    Every finding names the rule that it comes from; `keyferry explain KF202` prints a rule's page. An error keeps a sync
    from writing, except where the page says otherwise, and `--fail-on` says which severities fail a run. A code is never
    given to another rule.

    In the examples `sk_live_…1` stands for a whole live secret key, and the same text for the same key.


    """

  /// The pages by their codes' first digit, each with a title.
  private var groups: [(title: String, pages: [RulePage])] {
    [
      ("KF1", "Sources"), ("KF2", "Keys and settings"), ("KF3", "Keys in several places"), ("KF4", "The key database"),
      ("KF5", "Settings modules"), ("KF6", "Locks"),
    ]
    .map { prefix, title in (title, pages.filter { $0.id.code.hasPrefix(prefix) }) }
  }

  private func table(_ group: (title: String, pages: [RulePage])) -> String {
    let rows = group.pages.map { page in
      let anchor = "\(page.id.code.lowercased())-\(page.id.name)"
      return "| [\(page.id.code)](#\(anchor)) | \(page.id.name) | \(page.severity.rawValue) | \(cell(page.what)) |\n"
    }
    return "**\(group.title)**\n\n| rule | name | severity | finds |\n| --- | --- | --- | --- |\n\(rows.joined())\n"
  }

  package func renderJSON(to sink: ByteSink) throws {
    try JSONWriter.write(to: sink) { json in
      json.field("format", "keyferry-rules")
      json.field("version", 1)
      json.array("rules", of: pages) { json, page in
        json.object { json in
          json.field("rule", page.id.code)
          json.field("name", page.id.name)
          json.field("severity", page.severity.rawValue)
          json.field("what", page.what)
          json.field("why", page.why)
          json.field("remedy", page.remedy)
          json.field("fires_on", page.firing)
          json.field("silent_on", page.silent)
        }
      }
    }
  }

  private func section(_ page: RulePage, level: Int) -> String {
    """
    \(String(repeating: "#", count: level)) \(page.id.code) \(page.id.name)

    \(Self.sentence(page.severity.rawValue)): \(page.what).

    **Why it matters.** \(Self.sentence(page.why)).

    **What to do.** \(Self.sentence(page.remedy)).

    It fires on:

    ```
    \(page.firing)```

    It is silent on:

    ```
    \(page.silent)```

    """
  }

  /// With a capital, but for what begins with a program's name.
  static func sentence(_ text: String) -> String {
    if ["dj-stripe", "keyferry"].contains(where: text.hasPrefix) { return text }
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  private func cell(_ text: String) -> String { text.split(separator: "|").joined(separator: "\\|") }
}
