import KeyFacts

/// The report as one page for a browser, which loads nothing: verdict, the keys' way as a picture, plan, findings with
/// what their rules say, keys.
package struct HTMLReportRenderer: ReportRenderer {
  private let rules: [RulePage]
  private let rowLimit: Int

  /// - Parameters:
  ///   - rules: whose words explain the findings.
  ///   - rowLimit: rows of a list before it says how many more there are.
  package init(rules: [RulePage], rowLimit: Int = 1000) {
    self.rules = rules
    self.rowLimit = rowLimit
  }

  package func render(_ report: Report, to sink: ByteSink) throws {
    let page = HTMLPage(report, rules: rules, limit: rowLimit)
    try sink(Array(try HTMLTemplates.render(page).utf8))
  }
}

/// How a part of the page looks. Raw values are classes of its style; nothing is said by colour alone.
enum HTMLTone: String, CustomStringConvertible {
  case good, warning, error, note, quiet

  var description: String { rawValue }

  init(_ verdict: Verdict) {
    switch TextStyle(verdict) {
    case .good: self = .good
    case .error: self = .error
    default: self = .warning
    }
  }

  init(_ state: KeyState) {
    switch state {
    case .new: self = .good
    case .stale: self = .warning
    case .removed: self = .error
    case .found, .stored, .notSynced: self = .quiet
    }
  }
}

extension KeyState {
  /// `new`; what was done when it was: `created`.
  func word(applied: Bool) -> String {
    switch self {
    case .found: "found"
    case .new: applied ? "created" : "new"
    case .stale: applied ? "updated" : "update"
    case .stored: "unchanged"
    case .removed: applied ? "removed" : "remove"
    case .notSynced: "not synced"
    }
  }

  var sign: String {
    switch self {
    case .found: "\u{2022}"
    case .new: "+"
    case .stale: "~"
    case .stored: "="
    case .removed: "\u{2212}"
    case .notSynced: "\u{2013}"
    }
  }
}
