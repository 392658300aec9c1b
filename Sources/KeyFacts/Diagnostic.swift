/// How grave a finding is. Raw values are those of `--fail-on` and of the reports.
package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  case note, warning, error

  package static func < (a: Severity, b: Severity) -> Bool { a.order < b.order }

  private var order: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A rule's name for machines (`KF202`), which is never given to another rule, and for people (`mode-mismatch`).
package struct RuleID: Hashable, Sendable, Comparable {
  package let code: String
  package let name: String

  package init(_ code: String, _ name: String) {
    self.code = code
    self.name = name
  }

  package static func < (a: RuleID, b: RuleID) -> Bool { a.code < b.code }
}

/// A finding of a rule. Its message names settings and places, never a value.
package struct Diagnostic: Hashable, Sendable {
  package let rule: RuleID
  package let severity: Severity
  package let message: String
  /// Where it is; absent for a finding about the database or about the run.
  package let location: SourceLocation?
  /// The setting it speaks of, as written there.
  package let setting: String?

  package init(
    rule: RuleID, severity: Severity, message: String, location: SourceLocation? = nil,
    setting: String? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.location = location
    self.setting = setting
  }
}

extension Diagnostic: Comparable {
  /// By place, then rule and setting: the order in which reports list them. Findings without a place come last.
  package static func < (a: Diagnostic, b: Diagnostic) -> Bool {
    switch (a.location, b.location) {
    case (let x?, let y?) where x != y: return x < y
    case (nil, _?): return false
    case (_?, nil): return true
    default:
      return (a.rule.code, a.setting ?? "", a.message, a.severity)
        < (b.rule.code, b.setting ?? "", b.message, b.severity)
    }
  }
}
