import KeyFacts
import KeyPlanning
import KeyReports
import KeyRules
import KeySecrets

/// Where secrets end: what a report may know of readings, inventory and plan.
struct ReportFacts {
  let sources: ReportedSources
  private(set) var plan: ReportedPlan?
  /// A sync would write.
  let isPending: Bool
  /// Settings and store disagree about a key; where it was last seen is no disagreement.
  let isDrift: Bool
  /// Every source was read, but for what is encrypted as a whole.
  let isComplete: Bool

  /// Takes the evidence over: of a million keys, plan and rows are gone before the settings are written down.
  init(_ evidence: consuming Evidence, strict: Bool, refusals: [Refusal]) {
    isComplete = evidence.readings.unread.allSatisfy { $0.error == .encrypted }
    isPending = evidence.plan?.changes.contains(where: \.writes) ?? false
    // A database that is not there agrees with nothing, not even with settings that hold no key.
    let isMissing = !(evidence.snapshot?.exists ?? true)
    isDrift = isMissing || evidence.plan.map { ReportFacts.isDrift($0, strict: strict) } ?? false
    plan = ReportFacts.plan(evidence, refusals: refusals)
    let (readings, inventory) = (evidence.readings, evidence.inventory)
    _ = consume evidence
    sources = ReportedSources(
      settings: inventory.settings.map { judged in
        ReportedSetting(
          name: judged.setting.name, location: judged.setting.location, valueKind: judged.classification.kind,
          key: judged.key?.summary, isOverridden: judged.setting.isOverridden, isExample: judged.isExample)
      },
      notRead: readings.unread.map { NotRead(kind: $0.kind, path: $0.path, reason: $0.error.reason) },
      filesSearched: readings.filesSearched)
  }

  /// The plan, handed on and not copied.
  mutating func takePlan() -> ReportedPlan? {
    defer { plan = nil }
    return plan
  }

  var checkVerdict: Verdict {
    if isDrift { return .drift }
    return isComplete ? .inSync : .incomplete
  }

  private static func plan(_ evidence: Evidence, refusals: [Refusal]) -> ReportedPlan? {
    guard let plan = evidence.plan, let snapshot = evidence.snapshot else { return nil }
    return ReportedPlan(
      store: ReportedStore(location: snapshot.location, exists: snapshot.exists),
      changes: ShownChanges(changes: plan.changes), refusals: refusals)
  }

  private static func isDrift(_ plan: Plan, strict: Bool) -> Bool {
    if strict && !plan.unnamed.isEmpty { return true }
    return plan.changes.contains { change in
      switch change {
      case .create, .remove: true
      case .update(_, _, let fields): fields != [.occurrences]
      case .keep: false
      }
    }
  }
}

/// A plan's changes, made one by one while they are read, with their number told beforehand.
private struct ShownChanges: Sequence {
  let changes: [Change]

  var underestimatedCount: Int { changes.count }

  func makeIterator() -> some IteratorProtocol<ChangeSummary> {
    changes.lazy.compactMap(\.summary).makeIterator()
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
