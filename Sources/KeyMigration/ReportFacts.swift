import KeyFacts
import KeyPlanning
import KeyReports
import KeyRules
import KeySecrets

/// Where secrets end: what a report may know of a plan, and of readings and inventory.
struct ReportFacts {
  let sources: ReportedSources
  private(set) var plan: ReportedPlan?
  /// A sync would write.
  let isPending: Bool
  /// Settings and store disagree about a key; where it was last seen is no disagreement.
  let isDrift: Bool
  /// Every source was read, but for what is encrypted as a whole.
  let isComplete: Bool

  /// No key lay where nobody looked, or was broken.
  private let hasComparedAll: Bool

  init(_ evidence: Evidence, _ sources: ReportedSources?, strict: Bool, refusals: [Refusal]) {
    self.sources = sources ?? Self.sources(evidence.readings, evidence.inventory, origin: evidence.origin)
    isComplete = evidence.readings.unread.allSatisfy { $0.error.isElsewhere }
    hasComparedAll = evidence.isComparable
    isPending = evidence.plan?.changes.contains(where: \.writes) ?? false
    // A database that is not there agrees with nothing, not even with settings that hold no key.
    let isMissing = !(evidence.snapshot?.exists ?? true)
    isDrift = isMissing || evidence.plan.map { ReportFacts.isDrift($0, strict: strict) } ?? false
    plan = ReportFacts.plan(evidence, refusals: refusals)
  }

  /// The plan, handed on and not copied.
  mutating func takePlan() -> ReportedPlan? {
    defer { plan = nil }
    return plan
  }

  var checkVerdict: Verdict {
    if isDrift { return .drift }
    return hasComparedAll ? .inSync : .incomplete
  }

  /// - Parameter origin: the store whose keys stand in the settings' place.
  static func sources(_ readings: Readings, _ inventory: Inventory, origin: StoreSnapshot? = nil) -> ReportedSources {
    let notRead = readings.unread.map { NotRead(kind: $0.kind, path: $0.path, reason: $0.error.reason) }
    if let origin { return ReportedSources(settings: rows(of: origin), notRead: notRead, origin: origin.location) }
    return ReportedSources(
      settings: inventory.settings.map { judged in
        ReportedSetting(
          name: judged.setting.name, location: judged.setting.location, valueKind: judged.classification.kind,
          key: judged.key?.summary, isOverridden: judged.setting.isOverridden, isExample: judged.isExample)
      },
      notRead: notRead, filesSearched: readings.filesSearched, pathsLeftOut: readings.pathsLeftOut,
      names: names(inventory), conflicting: conflicting(inventory))
  }

  private static func conflicting(_ inventory: Inventory) -> Set<Fingerprint> {
    Set(inventory.conflicts.flatMap { $0.settings.compactMap { inventory.settings[$0].key?.summary.fingerprint } })
  }

  /// The keys of a store that is copied from, as settings of it.
  private static func rows(of origin: StoreSnapshot) -> [ReportedSetting] {
    let location = SourceLocation(kind: .store, path: origin.location)
    return origin.keys.map { row in
      let key = StripeKey(stored: row.secret)
      return ReportedSetting(
        name: row.name, location: location, valueKind: key == nil ? .other : .key, key: key?.summary)
    }
  }

  /// What settings modules call the keys of names that say nothing.
  private static func names(_ inventory: Inventory) -> [Fingerprint: String] {
    var names: [Fingerprint: String] = [:]
    for judged in inventory.settings where judged.isEffective && judged.setting.module?.form == .source {
      if let key = judged.key, let name = judged.setting.module?.reads { names[key.summary.fingerprint] = name }
    }
    return names
  }

  private static func plan(_ evidence: Evidence, refusals: [Refusal]) -> ReportedPlan? {
    guard let plan = evidence.plan, let snapshot = evidence.snapshot else { return nil }
    return ReportedPlan(
      store: ReportedStore(location: snapshot.location, exists: snapshot.exists, isBare: snapshot.isBare),
      changes: ShownChanges(plan: plan), refusals: refusals)
  }

  private static func isDrift(_ plan: Plan, strict: Bool) -> Bool {
    if strict && !plan.unnamed.isEmpty { return true }
    return plan.changes.contains { change in
      switch change {
      case .create, .remove, .restore: true
      case .update(_, _, let fields): fields != [.occurrences]
      case .keep: false
      }
    }
  }
}

/// A plan's changes, made one by one while they are read, with their number told beforehand.
///
/// No lazy sequence of the standard library, which would look its types up anew for each of a million changes.
struct ShownChanges: Sequence, IteratorProtocol {
  private let plan: Plan
  private var index = 0

  init(plan: Plan) { self.plan = plan }

  var underestimatedCount: Int { plan.changes.count }

  mutating func next() -> ChangeSummary? {
    while index < plan.changes.count {
      defer { index += 1 }
      if let shown = plan.changes[index].summary(isNamedBySetting: plan.isNamedBySetting[index]) { return shown }
    }
    return nil
  }
}

extension StoredKey {
  /// The names of the fields in which it says something else than a later state of the row.
  fileprivate func differences(_ later: StoredKey) -> [String] {
    var fields: Set<StaleField> = []
    if type != later.type { fields.insert(.type) }
    if livemode != later.livemode { fields.insert(.livemode) }
    if name != later.name { fields.insert(.name) }
    if account != later.account { fields.insert(.account) }
    if occurrences != later.occurrences { fields.insert(.occurrences) }
    return fields.map(\.rawValue)
  }
}

extension Change {
  /// Nil for a row whose secret is no key: there is nothing of it to show.
  func summary(isNamedBySetting: Bool = false, why: String? = nil) -> ChangeSummary? {
    switch self {
    case .create(let fields):
      StripeKey(stored: fields.secret).map { ChangeSummary(action: .create, key: $0.summary, name: fields.name) }
    case .update(let row, let fields, let stale):
      StripeKey(stored: row.secret).map {
        ChangeSummary(
          action: .update, key: $0.summary, name: fields.name, fields: ChangedFields(named: stale.map(\.rawValue)))
      }
    case .keep(let row):
      StripeKey(stored: row.secret).map {
        ChangeSummary(action: .keep, key: $0.summary, name: isNamedBySetting ? nil : row.name, why: why)
      }
    case .remove(let row):
      StripeKey(stored: row.secret).map { ChangeSummary(action: .remove, key: $0.summary, name: row.name, why: why) }
    case .restore(let earlier, let row):
      StripeKey(stored: earlier.secret).map {
        ChangeSummary(
          action: row == nil ? .create : .update, key: $0.summary, name: earlier.name,
          fields: ChangedFields(named: row.map { earlier.differences($0) } ?? []), why: why)
      }
    }
  }
}
