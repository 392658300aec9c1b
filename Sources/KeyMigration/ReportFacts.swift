import KeyFacts
import KeyPlanning
import KeyReports
import KeyRules
import KeySecrets

/// Where secrets end: what a report may know of readings, inventory and plan.
struct ReportFacts {
  let evidence: Evidence
  let diagnostics: [Diagnostic]

  init(_ evidence: Evidence, diagnostics: [Diagnostic]) {
    self.evidence = evidence
    self.diagnostics = diagnostics
  }

  var sources: ReportedSources {
    ReportedSources(
      settings: evidence.inventory.settings.map { judged in
        ReportedSetting(
          name: judged.setting.name, location: judged.setting.location, valueKind: judged.classification.kind,
          key: judged.key?.summary, isOverridden: judged.setting.isOverridden, isExample: judged.isExample)
      },
      notRead: evidence.readings.unread.map { NotRead(kind: $0.kind, path: $0.path, reason: $0.error.reason) },
      filesSearched: evidence.readings.filesSearched)
  }

  func plan(refusals: [Refusal]) -> ReportedPlan? {
    guard let plan = evidence.plan, let snapshot = evidence.snapshot else { return nil }
    return ReportedPlan(
      store: ReportedStore(location: snapshot.location, exists: snapshot.exists),
      changes: plan.changes.lazy.compactMap(\.summary), refusals: refusals)
  }

  /// A sync would write.
  var isPending: Bool { evidence.plan?.changes.contains(where: \.writes) ?? false }

  /// Settings and store disagree about a key; where it was last seen is no disagreement.
  func isDrift(strict: Bool) -> Bool {
    guard let plan = evidence.plan else { return false }
    if strict && !plan.unnamed.isEmpty { return true }
    return plan.changes.contains { change in
      switch change {
      case .create, .remove: true
      case .update(_, _, let fields): fields != [.occurrences]
      case .keep: false
      }
    }
  }

  func checkVerdict(isDrift: Bool) -> Verdict {
    if isDrift { return .drift }
    return evidence.readings.unread.isEmpty ? .inSync : .incomplete
  }
}

extension Change {
  /// Nil for a row whose secret is no key: there is nothing of it to show.
  fileprivate var summary: ChangeSummary? {
    switch self {
    case .create(let fields):
      StripeKey(stored: fields.secret).map { ChangeSummary(action: .create, key: $0.summary, name: fields.name) }
    case .update(let row, let fields, let stale):
      StripeKey(stored: row.secret).map {
        ChangeSummary(
          action: .update, key: $0.summary, name: fields.name, fields: ChangedFields(named: stale.map(\.rawValue)))
      }
    case .keep(let row):
      StripeKey(stored: row.secret).map { ChangeSummary(action: .keep, key: $0.summary, name: row.name) }
    case .remove(let row):
      StripeKey(stored: row.secret).map { ChangeSummary(action: .remove, key: $0.summary, name: row.name) }
    }
  }
}
