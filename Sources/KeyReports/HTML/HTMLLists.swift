import KeyFacts

/// Why nothing is written, and what would settle it.
struct HTMLBlocked {
  struct Refusal {
    let reason: String
    let hasPlaces: Bool
    let places: [Place]
    let more: String?
    let remedy: String?
    let commands: [String]
  }

  struct Place {
    let place: String
    let setting: String
    let key: String?
  }

  private static let mostPlaces = 100

  let refusals: [Refusal]

  init?(_ report: Report) {
    guard !report.refusals.isEmpty else { return nil }
    refusals = report.refusals.map { refusal in
      let left = refusal.places.count - Self.mostPlaces
      return Refusal(
        reason: refusal.reason, hasPlaces: !refusal.places.isEmpty,
        places: refusal.places.prefix(Self.mostPlaces).map {
          Place(place: $0.location.label, setting: $0.setting, key: $0.key?.redacted)
        },
        more: left > 0 ? "and \(PlainWords.count(left, "more place"))" : nil,
        remedy: refusal.commands.isEmpty
          ? nil : refusal.commands.count == 1 ? "To resolve it:" : "To resolve it, one of:",
        commands: refusal.commands)
    }
  }
}

/// What could not be looked at, and why.
struct HTMLNotRead {
  struct Row {
    let path: String
    let reason: String
  }

  let rows: [Row]
  let more: String?

  init?(_ sources: [NotRead], limit: Int) {
    guard !sources.isEmpty else { return nil }
    rows = sources.prefix(limit).map { Row(path: $0.path, reason: $0.reason) }
    more = HTMLMore.words(sources.count - rows.count, "source")
  }
}

/// What the rules found, too, and why it does not count; and what a baseline knows and no rule finds any more.
struct HTMLSetAside {
  struct Row {
    let code: String
    let place: String?
    let message: String
    let why: String
  }

  let hasRows: Bool
  let count: String
  let rows: [Row]
  let more: String?
  let gone: String?
  let goneEntries: [String]
  let goneMore: String?

  init?(_ report: Report, limit: Int) {
    let (findings, lost) = (report.suppressed, report.baseline?.gone ?? [])
    gone = report.baseline?.goneInWords
    guard !findings.isEmpty || gone != nil else { return nil }
    hasRows = !findings.isEmpty
    count = PlainWords.count(findings.count, "finding")
    rows = findings.prefix(limit).map { finding in
      Row(
        code: finding.diagnostic.rule.code, place: finding.diagnostic.place, message: finding.diagnostic.message,
        why: PlainWords.words(finding.suppression))
    }
    more = HTMLMore.words(findings.count - rows.count, "finding")
    goneEntries = lost.prefix(limit).map(\.words)
    goneMore = HTMLMore.words(lost.count - goneEntries.count, "known finding")
  }
}

/// The findings by rule, the gravest rules first, each with what the rule's page says.
struct HTMLFindings {
  struct Choice {
    let severity: String
    let words: String
  }

  struct Rule {
    let code: String
    let name: String
    let items: [Item]
    let hasPage: Bool
    let what: String
    let why: String
    let remedy: String
  }

  struct Item {
    let severity: String
    let place: String?
    let message: String
  }

  let severities: [Choice]
  let count: String
  let rules: [Rule]
  let more: String?

  init?(_ findings: [Diagnostic], rules pages: [RulePage], limit: Int) {
    guard !findings.isEmpty else { return nil }
    let shown = findings.gravest(limit)
    severities = Severity.allCases.reversed().compactMap { severity in
      let count = shown.count { $0.severity == severity }
      guard count > 0 else { return nil }
      return Choice(severity: severity.rawValue, words: PlainWords.count(count, severity.rawValue))
    }
    count = "Showing \(PlainWords.count(shown.count, "finding"))"
    rules = Dictionary(grouping: shown, by: \.rule).sorted { a, b in
      let (left, right) = (Self.gravity(a.value), Self.gravity(b.value))
      return left == right ? a.key < b.key : left > right
    }.map { id, findings in Self.rule(id, findings, pages.first { $0.id == id }) }
    more = HTMLMore.words(findings.count - shown.count, "finding")
  }

  private static func gravity(_ findings: [Diagnostic]) -> Severity { findings.map(\.severity).max() ?? .note }

  private static func rule(_ id: RuleID, _ findings: [Diagnostic], _ page: RulePage?) -> Rule {
    Rule(
      code: id.code, name: id.name,
      items: findings.map { Item(severity: $0.severity.rawValue, place: $0.place, message: $0.message) },
      hasPage: page != nil, what: page.map { RulePages.sentence($0.what) + "." } ?? "",
      why: page.map { RulePages.sentence($0.why) + "." } ?? "",
      remedy: page.map { RulePages.sentence($0.remedy) + "." } ?? "")
  }
}

extension Diagnostic {
  /// `.env:3:24`, as much of it as there is.
  fileprivate var place: String? {
    guard let location else { return nil }
    return [location.path, location.line.map(String.init), location.column.map(String.init)].compactMap { $0 }
      .joined(separator: ":")
  }
}

enum HTMLMore {
  /// `and 3 more keys; the JSON report lists all`.
  static func words(_ count: Int, _ noun: String) -> String? {
    count > 0 ? "and \(PlainWords.count(count, "more " + noun)); the JSON report lists all" : nil
  }
}
