package import KeyFacts
import KeyReports
import KeyRules
import KeySecrets

/// A baseline, and of what a run can say that it is there no more.
package struct KnownFindings: Sendable {
  /// Of its file.
  let path: String
  let baseline: Baseline
  let scope: SearchScope

  package init(_ baseline: Baseline, path: String, scope: SearchScope) {
    self.baseline = baseline
    self.path = path
    self.scope = scope
  }
}

extension Migration {
  /// Nothing of what lies where the run did not look, or could not.
  func baseline(_ findings: Findings, _ evidence: Evidence) -> ReportedBaseline? {
    guard let known = options.known else { return nil }
    let repository = options.repository
    let unread = Set(evidence.readings.unread.map { repository.path($0.path) ?? $0.path })
    let gone = findings.gone.filter { entry in
      guard command != .effective, entry.identity.path.map(unread.contains) != true else { return false }
      return known.scope.covers(entry.identity, in: repository, database: evidence.plan != nil)
    }
    return ReportedBaseline(path: known.path, known: findings.known.count, gone: gone)
  }

  /// What a plan is blocked by counts, known or not: a dry run says what a sync would come to.
  func worst(of findings: Findings, isBlocked: Bool) -> Severity? {
    (isBlocked ? findings.kept + findings.known : findings.kept).map(\.severity).max()
  }
}

extension RunResult {
  /// What was found, as what is known from now on; without the errors that no baseline sets aside.
  package func baseline(in repository: RepositoryPaths) -> Baseline {
    Baseline(of: report.diagnostics.filter { !Findings.isGuarded($0) }, in: repository)
  }
}
