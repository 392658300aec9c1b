package import KeyFacts
package import KeyPlanning
package import KeySecrets

/// Everything that rules may look at.
package struct Evidence: Sendable {
  /// Without their settings, which the inventory holds.
  package let readings: Readings
  package let inventory: Inventory
  package let conflictPolicy: ConflictPolicy
  /// Nil for `scan`, which looks at no store.
  package let snapshot: StoreSnapshot?
  package let plan: Plan?
  /// The store whose keys are to be copied, in place of settings.
  package let origin: StoreSnapshot?
  /// For a store in dj-stripe's layout: which of its keys are used.
  package let effective: EffectiveKeys?
  /// How the sources stand to the lock that they are compared with.
  package private(set) var lock: LockComparison?
  /// The settings but those that are just as they should be: few, even of a million.
  let unusual: [JudgedSetting]
  /// The effective ones among them.
  let remarkable: [JudgedSetting]

  /// - Parameter version: the release of dj-stripe that reads the store; nil takes what its tables tell.
  package init(
    readings: Readings, inventory: Inventory, conflictPolicy: ConflictPolicy, snapshot: StoreSnapshot? = nil,
    plan: Plan? = nil, origin: StoreSnapshot? = nil, djStripe version: DjStripeVersion? = nil
  ) {
    self.readings = readings
    self.inventory = inventory
    self.conflictPolicy = conflictPolicy
    self.snapshot = snapshot
    self.plan = plan
    self.origin = origin
    effective =
      if let facts = snapshot?.djStripe, let snapshot, let plan {
        EffectiveKeys(
          facts, version: version, stored: snapshot.keys, changes: plan.changes,
          settings: origin == nil
            ? DjStripeSettings(inventory, areAll: readings.isWhole) : .notRead)
      } else { nil }
    unusual = inventory.settings.filter { !$0.isPlain }
    remarkable = unusual.filter(\.isEffective)
  }

  /// The same beside a lock.
  package func comparing(_ lock: LockComparison) -> Evidence {
    var evidence = self
    evidence.lock = lock
    return evidence
  }

  /// Every key setting's value was there to be read: nothing lies elsewhere, is encrypted, malformed or was not read.
  package var isComplete: Bool {
    readings.isWhole
      && !remarkable.contains {
        $0.classification == .encrypted || ($0.setting.meaning.isForKey && $0.classification.isElsewhere)
      }
  }
}

extension Evidence {
  /// Everything that should be a key could be compared with the store's: it is all there, and none is broken.
  package var isComparable: Bool {
    isComplete && !remarkable.contains { $0.setting.meaning.expectsKey && $0.classification.kind == .malformed }
  }
}

extension Evidence {
  /// Everything that a lock could list was looked at. Settings for a key whose value lies elsewhere are listed as that.
  package var isComparableWithLock: Bool {
    readings.isWhole
      && !remarkable.contains {
        let (meaning, value) = ($0.setting.meaning, $0.classification)
        return (value == .encrypted && !meaning.isForKey) || (value.kind == .malformed && meaning.expectsKey)
      }
  }
}

extension Readings {
  /// No source and no line was left unread.
  fileprivate var isWhole: Bool { unread.isEmpty && readings.allSatisfy(\.malformed.isEmpty) }
}

extension Classification {
  /// There is a value, and keyferry can't see it.
  var isElsewhere: Bool {
    switch self {
    case .reference, .template, .encrypted: true
    default: false
    }
  }
}
