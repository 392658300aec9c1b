package import KeyFacts

/// What a command found and did, without a secret: the value that every format shows.
///
/// Its parts are in one order, so that two runs over the same state give the same bytes in every format.
package struct Report: Sendable {
  package let command: ReportCommand
  /// By place.
  package let settings: [ReportedSetting]
  /// By place; those without one last.
  package let diagnostics: [Diagnostic]
  /// What the rules found, too, and was set aside: by place.
  package let suppressed: [SuppressedDiagnostic]
  /// By path.
  package let notRead: [NotRead]
  /// The key database that keys are copied from; nil when they come from settings.
  package let origin: String?
  package let store: ReportedStore?
  package let refusals: [Refusal]
  /// The changes' short name; nil where there is no plan.
  package let planID: String?
  /// For a store in dj-stripe's layout.
  package let effective: ReportedEffectiveKeys?
  /// How the sources stand to a lock; nil where they were not compared with one.
  package let lock: ReportedLock?
  package let outcome: Outcome
  /// What could not be worked with; nil where it is no file's line, or nothing failed.
  let failurePlace: SourceLocation?
  package let summary: ReportSummary
  /// Nil where a run was given none.
  package let baseline: ReportedBaseline?
  /// By which files have the same names wherever it was made.
  package let repository: RepositoryPaths
  let ledger: KeyLedger
  /// Keys that a setting has beside others.
  let conflicting: Set<Fingerprint>

  /// - Parameters:
  ///   - plan: nil for `scan`, which looks at no store.
  ///   - diagnostics: in any order, like `suppressed`.
  ///   - verdict: in place of the one that the rest gives, as `check --strict` needs.
  package init(
    command: ReportCommand, sources: ReportedSources = .none, plan: consuming ReportedPlan? = nil,
    effective: ReportedEffectiveKeys? = nil, lock: ReportedLock? = nil, diagnostics: [Diagnostic] = [],
    suppressed: [SuppressedDiagnostic] = [], outcome: Outcome = .notApplied, verdict: Verdict? = nil,
    repository: RepositoryPaths = .none, baseline: ReportedBaseline? = nil, failurePlace: SourceLocation? = nil
  ) {
    var ledger = plan?.takeLedger() ?? KeyLedger()
    ledger.attach(sources.settings, names: sources.names)
    var summary = ReportSummary(sources: sources, ledger: ledger, diagnostics: diagnostics)
    summary.suppressed = suppressed.count
    summary.verdict = verdict ?? summary.verdict(of: command, plan: plan, outcome: outcome)

    self.command = command
    settings = sources.settings
    self.diagnostics = diagnostics.inOrder
    self.suppressed = suppressed.inOrder
    self.notRead = sources.notRead.inOrder
    origin = sources.origin
    store = plan?.store
    refusals = plan?.refusals ?? []
    planID = plan?.id
    self.effective = effective
    self.lock = lock
    self.outcome = outcome
    self.failurePlace = failurePlace
    self.summary = summary
    self.repository = repository
    self.baseline = baseline
    self.ledger = ledger
    conflicting = sources.conflicting
  }

  /// That there is no database, also after this run; nil where there is, or none was asked for.
  var absence: String? { applied ? nil : store?.absence }

  /// The changes were carried out.
  package var applied: Bool {
    if case .applied = outcome { return true }
    return false
  }

  /// The copy of what was there before.
  package var backup: Backup? {
    if case .applied(let backup) = outcome { return backup }
    return nil
  }

  /// Why the command could not do its work.
  package var failure: String? {
    if case .failed(let reason) = outcome { return reason }
    return nil
  }
}

extension Array where Element: Comparable {
  /// Sorted; as it is when it was already, which it mostly is.
  var inOrder: [Element] {
    let isSorted = withUnsafeBufferPointer { all in
      all.indices.dropFirst().allSatisfy { all[$0] >= all[$0 - 1] }
    }
    return isSorted ? self : sorted()
  }
}
