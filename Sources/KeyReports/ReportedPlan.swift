package import KeyFacts

/// What a sync would do, or did, to a store.
package struct ReportedPlan: Sendable {
  package let store: ReportedStore
  /// Why the plan may not be carried out; empty when it may.
  package let refusals: [Refusal]
  /// The changes' short name, the same in every format: see ``PlanID``.
  package let id: String
  private var ledger: KeyLedger

  /// - Parameters:
  ///   - changes: in any order, one a key. Read once, and kept in less room than an array of them takes.
  ///   - id: a name of the caller's for these changes, in place of ``PlanID``'s.
  package init(
    store: ReportedStore, changes: some Sequence<ChangeSummary>, refusals: [Refusal] = [], id: String? = nil
  ) {
    var ledger = KeyLedger()
    var computed = PlanID()
    ledger.reserve(changes.underestimatedCount)
    for change in changes {
      ledger.add(change)
      computed.add(change)
    }
    self.store = store
    self.refusals = refusals
    self.ledger = ledger
    self.id = id ?? computed.text
  }

  /// The keys and their changes, handed on and not copied: there may be a million.
  mutating func takeLedger() -> KeyLedger {
    let taken = ledger
    ledger = KeyLedger()
    return taken
  }
}

/// The key database of a run.
package struct ReportedStore: Hashable, Sendable {
  /// As messages name it; no secret in it.
  package let location: String
  /// It was there before this run.
  package let exists: Bool
  private let isBare: Bool

  /// - Parameter isBare: what would hold it is there, and has no table of keys yet.
  package init(location: String, exists: Bool, isBare: Bool = false) {
    self.location = location
    self.exists = exists
    self.isBare = isBare
  }

  /// That it was not there before this run; nil when it was.
  var absence: String? { exists ? nil : isBare ? "has no table of keys yet" : "does not exist yet" }
}

/// A reason why a plan is refused, and what would resolve it.
package struct Refusal: Hashable, Sendable {
  /// In a message's style: `STRIPE_LIVE_SECRET_KEY has 2 different keys`.
  package let reason: String
  /// The places it speaks of, with the setting's name at each.
  package let places: [Place]
  /// Whole command lines, any one of which resolves it.
  package let commands: [String]

  package init(reason: String, places: [Place] = [], commands: [String] = []) {
    self.reason = reason
    self.places = places
    self.commands = commands
  }

  package struct Place: Hashable, Sendable {
    package let setting: String
    package let location: SourceLocation
    package let key: KeySummary?

    package init(setting: String, location: SourceLocation, key: KeySummary? = nil) {
      self.setting = setting
      self.location = location
      self.key = key
    }
  }
}
