package import KeyFacts

/// A report in numbers, and what they come to.
package struct ReportSummary: Hashable, Sendable {
  package internal(set) var verdict: Verdict = .clean
  package internal(set) var filesSearched = 0
  /// Files and folders that a pattern kept from being read.
  package internal(set) var pathsLeftOut = 0
  package internal(set) var notRead = 0
  package internal(set) var settings = 0
  package internal(set) var keys = 0
  package internal(set) var created = 0
  package internal(set) var updated = 0
  package internal(set) var kept = 0
  package internal(set) var removed = 0
  package internal(set) var errors = 0
  package internal(set) var warnings = 0
  package internal(set) var notes = 0
  /// Findings that were set aside.
  package internal(set) var suppressed = 0

  init(sources: ReportedSources, ledger: KeyLedger, diagnostics: [Diagnostic]) {
    filesSearched = sources.filesSearched
    pathsLeftOut = sources.pathsLeftOut
    notRead = sources.notRead.count
    settings = sources.settings.count
    keys = ledger.entries.count
    for entry in ledger.entries {
      switch entry.action {
      case .create: created += 1
      case .update: updated += 1
      case .keep: kept += 1
      case .remove: removed += 1
      case nil: break
      }
    }
    for diagnostic in diagnostics {
      switch diagnostic.severity {
      case .error: errors += 1
      case .warning: warnings += 1
      case .note: notes += 1
      }
    }
  }

  /// Changes that write.
  package var writes: Int { created + updated + removed }

  package func count(of action: ChangeAction) -> Int {
    switch action {
    case .create: created
    case .update: updated
    case .keep: kept
    case .remove: removed
    }
  }

  func verdict(of command: ReportCommand, plan: ReportedPlan?, outcome: Outcome) -> Verdict {
    switch outcome {
    case .failed: return .failed
    case .applied where writes > 0: return .done
    case .applied, .notApplied: break
    }
    guard let plan else {
      if errors + warnings > 0 { return .findings }
      return notRead > 0 ? .incomplete : .clean
    }
    if command == .effective { return errors + warnings > 0 ? .findings : notRead > 0 ? .incomplete : .clean }
    if !plan.refusals.isEmpty { return .blocked }
    if writes > 0 { return command == .check ? .drift : .changesPending }
    return notRead > 0 ? .incomplete : .inSync
  }
}
