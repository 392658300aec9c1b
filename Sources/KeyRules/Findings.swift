package import KeyFacts

/// What the rules found, with what is set aside of it: by the configuration, by a comment beside it, by a baseline.
///
/// Each finding is set aside once, by the first that asks for it. An error of a rule that guards keys stays whatever asks.
package struct Findings: Sendable {
  /// What counts.
  package private(set) var kept: [Diagnostic]
  package private(set) var suppressed: [SuppressedDiagnostic] = []
  /// What a baseline has and nothing answers to.
  package private(set) var gone: [Baseline.Entry] = []
  /// Errors before anybody graded them down or set them aside.
  private let errors: [Diagnostic]

  package init(_ found: [Diagnostic]) {
    kept = found
    errors = found.filter { $0.severity == .error }
  }

  /// Sets aside what `suppression` has an answer for.
  package func settingAside(_ suppression: (Diagnostic) -> Suppression?) -> Findings {
    var findings = self
    findings.kept = []
    for diagnostic in kept {
      if !Self.isGuarded(diagnostic), let suppression = suppression(diagnostic) {
        findings.suppressed.append(SuppressedDiagnostic(diagnostic, suppression))
      } else {
        findings.kept.append(diagnostic)
      }
    }
    return findings
  }

  /// Gives findings the severities of a policy, and sets aside those of rules that it switches off.
  package func graded(by policy: FindingPolicy) -> Findings {
    guard !policy.grades.isEmpty else { return self }
    var findings = self
    findings.kept = kept.map { diagnostic in
      guard !Self.isGuarded(diagnostic), case .severity(let severity)? = policy.grades[diagnostic.rule.code] else {
        return diagnostic
      }
      return diagnostic.graded(severity)
    }
    return findings.settingAside { diagnostic in
      let code = diagnostic.rule.code
      return policy.grades[code] == .off ? Suppression(kind: .configuration, location: policy.places[code]) : nil
    }
  }

  func adding(_ more: [Diagnostic]) -> Findings {
    var findings = self
    findings.kept += more
    return findings
  }

  /// Sets aside what a baseline has, each as often as it has it.
  package func settingAside(known baseline: Baseline, in repository: RepositoryPaths) -> Findings {
    var matching = Baseline.Matching(baseline, in: repository)
    var findings = self
    findings.kept.sort()
    findings = findings.settingAside { matching.takes($0) ? Suppression(kind: .baseline) : nil }
    for diagnostic in findings.kept { matching.meets(diagnostic) }
    findings.gone = matching.gone
    return findings
  }

  /// Those that a baseline set aside.
  package var known: [Diagnostic] { suppressed.filter { $0.suppression.kind == .baseline }.map(\.diagnostic) }

  /// Those that are of interest.
  package func filter(_ isIncluded: (Diagnostic) -> Bool) -> Findings {
    var findings = self
    findings.kept = kept.filter(isIncluded)
    findings.suppressed = suppressed.filter { isIncluded($0.diagnostic) }
    return findings
  }

  /// What a gate is to look at: a baseline's errors, too, which are known and not settled. Where a plan removes keys every
  /// error counts that a rule found, whoever set it aside: the key that a mistyped one stands for must not go.
  ///
  /// - Parameter removes: the plan removes keys.
  package func blocking(removes: Bool) -> [Diagnostic] {
    let unsettled = kept + known
    guard removes else { return unsettled }
    let counted = Set(unsettled.filter { $0.severity == .error })
    return unsettled + errors.filter { !counted.contains($0) }
  }

  /// An error by which a sync would lose keys or give them away; no person's word is enough to pass it by.
  package static func isGuarded(_ diagnostic: Diagnostic) -> Bool {
    diagnostic.severity == .error && RuleCatalog.guards.contains(diagnostic.rule)
  }
}

extension Diagnostic {
  fileprivate func graded(_ severity: Severity) -> Diagnostic {
    Diagnostic(rule: rule, severity: severity, message: message, location: location, setting: setting)
  }
}
