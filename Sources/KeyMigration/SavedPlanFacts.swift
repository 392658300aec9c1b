import KeyFacts
import KeyPlanning
import KeyReports
import KeyRules
import KeySecrets

extension SavedPlan {
  /// What a file may hold of a run; nil where there is no plan.
  init?(_ evidence: Evidence, _ request: Request, program: String, blocked: [String] = []) {
    guard let plan = evidence.plan, let snapshot = evidence.snapshot else { return nil }
    var id = PlanID()
    for change in ShownChanges(plan: plan) { id.add(change) }
    self.init(
      program: program, id: id.text,
      store: Store(
        location: snapshot.location, layout: snapshot.djStripe == nil ? "keyferry" : "djstripe",
        exists: snapshot.exists, revision: snapshot.revision),
      origin: evidence.origin.map { Origin(location: $0.location, revision: $0.revision) }, request: request,
      blocked: blocked, keys: Self.keys(evidence), changes: plan.changes.compactMap(Change.init))
  }

  private static func keys(_ evidence: Evidence) -> [Key] {
    if let origin = evidence.origin {
      let location = SourceLocation(kind: .store, path: origin.location)
      return origin.keys.compactMap { row in
        StripeKey(stored: row.secret).map {
          Key(summary: $0.summary, places: [Place(setting: row.name, location: location)])
        }
      }
    }
    let inventory = evidence.inventory
    return inventory.keys.map { key in
      Key(
        summary: key.key.summary,
        places: inventory.places(of: key).map { Place(setting: $0.setting.name, location: $0.setting.location) })
    }
  }
}

extension SavedPlan.Change {
  /// Nil for a row that holds no key.
  fileprivate init?(_ change: KeyPlanning.Change) {
    guard let key = StripeKey(stored: change.secret)?.summary else { return nil }
    switch change {
    case .create(let fields):
      self.init(action: .create, key: key, name: fields.name, account: fields.account, fields: .none)
    case .update(_, let fields, let stale):
      self.init(
        action: .update, key: key, name: fields.name, account: change.account,
        fields: ChangedFields(named: stale.map(\.rawValue)))
    case .keep(let row): self.init(action: .keep, key: key, name: row.name, account: row.account, fields: .none)
    case .remove(let row): self.init(action: .remove, key: key, name: row.name, account: row.account, fields: .none)
    // An undo is no sync's plan.
    case .restore: return nil
    }
  }
}
