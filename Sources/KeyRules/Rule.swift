package import KeyFacts
import KeyPlanning
import KeySecrets

/// Looks for one thing that is wrong, or worth knowing, in what the sources and the store hold.
package protocol Rule: Sendable {
  static var metadata: RuleMetadata { get }
  static func check(_ evidence: Evidence) -> [Diagnostic]
}

/// A rule that judges each effective setting by itself.
protocol SettingRule: Rule {
  /// It judges what a name promises, so that a settings module's own name for a value counts, too.
  static var judgesNames: Bool { get }
  /// What to say of a setting, with the severity where it is not the rule's own; nil when there is nothing to say.
  static func finding(_ judged: JudgedSetting) -> Finding?
}

struct Finding {
  let message: String
  var severity: Severity?

  init(_ message: String, severity: Severity? = nil) {
    self.message = message
    self.severity = severity
  }
}

extension SettingRule {
  static var judgesNames: Bool { false }

  static func check(_ evidence: Evidence) -> [Diagnostic] { settings(evidence) }

  static func settings(_ evidence: Evidence) -> [Diagnostic] {
    evidence.remarkable.compactMap { judged in
      guard !judged.isJudgedElsewhere || judgesNames && judged.setting.isRenamed else { return nil }
      return finding(judged).map { diagnostic($0.message, on: judged.setting, severity: $0.severity) }
    }
  }
}

extension Rule {
  static func diagnostic(_ message: String, on setting: Setting, severity: Severity? = nil) -> Diagnostic {
    diagnostic(message, at: setting.location, setting: setting.name, severity: severity)
  }

  static func diagnostic(
    _ message: String, at location: SourceLocation? = nil, setting: String? = nil, severity: Severity? = nil
  ) -> Diagnostic {
    Diagnostic(
      rule: metadata.id, severity: severity ?? metadata.severity, message: message, location: location,
      setting: setting)
  }
}
