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
    let head =
      isList ? "# Rules\n\nMade by `keyferry rules --format markdown`; a code is never given to another rule.\n\n" : ""
    let list =
      isList
      ? "| rule | severity | finds |\n| --- | --- | --- |\n"
        + pages.map {
          "| [\($0.id.code) \($0.id.name)](#\($0.id.code.lowercased())-\($0.id.name)) | \($0.severity.rawValue) | \(cell($0.what)) |\n"
        }.joined() + "\n" : ""
    return head + list + pages.map(section).joined(separator: "\n")
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

  private func section(_ page: RulePage) -> String {
    """
    ## \(page.id.code) \(page.id.name)

    **\(page.severity.rawValue)**: \(page.what).

    \(page.why.prefix(1).uppercased() + page.why.dropFirst()).

    What to do: \(page.remedy).

    It fires on

    ```
    \(page.firing)```

    and is silent on

    ```
    \(page.silent)```

    """
  }

  private func cell(_ text: String) -> String { text.split(separator: "|").joined(separator: "\\|") }
}
