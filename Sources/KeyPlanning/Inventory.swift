package import KeyFacts
package import KeySecrets

/// A setting and what its value turned out to be.
package struct JudgedSetting: Sendable {
  package let setting: Setting
  package let classification: Classification
  /// From `.env.example` and its kin.
  package let isExample: Bool

  /// A later definition doesn't hide it, and it is no example.
  package var isEffective: Bool { !isExample && !setting.isOverridden }

  package var key: StripeKey? { classification.key }

  /// A settings module has the value from a place that is listed, and judged, itself.
  package var isJudgedElsewhere: Bool { setting.module?.origin != nil }

  /// A secret key under a name that promises just that: nothing to say about it.
  package var isPlain: Bool {
    guard isEffective, setting.module == nil, case .key(let key, let oddities) = classification, oddities.isEmpty
    else { return false }
    return setting.meaning.role == .secret && key.type == .secret && setting.meaning.mode == key.mode
  }
}

/// A setting that has different keys in different places.
package struct Conflict: Sendable {
  package let identity: String
  /// Indices into the inventory's settings, first-ranking source first; no two hold the same key.
  package let settings: [Int]
}

/// A key with every place that names it.
package struct InventoryKey: Sendable {
  package let key: StripeKey
  // A range of ``Inventory/occurrences``, in eight bytes.
  private let start: UInt32
  private let count: UInt32

  /// No other setting holds the key, one that a sync leaves out neither. May be false where that is so.
  let isAlone: Bool

  init(key: StripeKey, places: Range<Int>, isAlone: Bool) {
    self.key = key
    self.isAlone = isAlone
    start = UInt32(places.lowerBound)
    count = UInt32(places.count)
  }

  /// A range of ``Inventory/occurrences``, first-ranking source first, never empty.
  package var places: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// The keys that the settings name, each once: the state that a sync aims at.
package struct Inventory: Sendable {
  /// Every setting of every reading, in the order in which sources count.
  package let settings: [JudgedSetting]
  /// What a sync is about, by the bytes of their secrets.
  package let keys: [InventoryKey]
  /// Indices into ``settings``, the ranges of ``InventoryKey/places``.
  package let occurrences: [Int32]
  package let conflicts: [Conflict]
  /// Keys that settings name but a sync leaves out (unmapped, publishable when skipped, the losing side of a conflict,
  /// overridden, in an example file): no reason to remove them from a store.
  package let leftOut: [StripeKey]

  package struct Options: Sendable {
    package var onConflict = ConflictPolicy.error
    package var includeUnmapped = false
    package var skipPublishable = false

    package init(onConflict: ConflictPolicy = .error, includeUnmapped: Bool = false, skipPublishable: Bool = false) {
      self.onConflict = onConflict
      self.includeUnmapped = includeUnmapped
      self.skipPublishable = skipPublishable
    }
  }

  /// - Parameter readings: in the order in which sources count.
  package init(of readings: [Reading], options: Options = Options()) {
    var settings: [JudgedSetting] = []
    settings.reserveCapacity(readings.reduce(0) { $0 + $1.settings.count })
    for reading in readings {
      for setting in reading.settings {
        settings.append(
          JudgedSetting(
            setting: setting, classification: ValueClassifier.classify(setting), isExample: reading.isExample))
      }
    }
    let isAllEffective = settings.allSatisfy(\.isEffective)
    var keys: [InventoryKey] = []
    var leftOut: [StripeKey] = []
    var occurrences: [Int32] = []
    let sorted = KeyOrder.bySecret(settings)
    keys.reserveCapacity(sorted.count)
    occurrences.reserveCapacity(sorted.count)
    let conflicts = ConflictSearch.conflicts(in: settings, includesUnmapped: options.includeUnmapped)
    let losers = options.onConflict == .first ? Set(conflicts.flatMap { $0.settings.dropFirst() }) : []
    let losing = Inventory.secrets(of: losers, in: settings, conflicts: conflicts)
    KeyOrder.forEachGroup(of: sorted) { key, group in
      let first = occurrences.count
      for entry in group {
        guard entry.isMapped || options.includeUnmapped else { continue }
        if !losing.isEmpty, losing[settings[Int(entry.index)].setting.identity]?.contains(key.secret) ?? false {
          continue
        }
        occurrences.append(entry.index)
      }
      if occurrences.count == first || (options.skipPublishable && key.type == .publishable) {
        occurrences.removeSubrange(first...)
        leftOut.append(key)
      } else {
        let isAlone = group.count == 1 && isAllEffective
        keys.append(InventoryKey(key: key, places: first..<occurrences.count, isAlone: isAlone))
      }
    }
    // Some of these may be among the keys, too: a plan looks there first.
    leftOut += settings.lazy.filter { !$0.isEffective }.compactMap(\.key)
    self.settings = settings
    self.conflicts = conflicts
    self.keys = keys
    self.leftOut = leftOut
    self.occurrences = occurrences
  }

  /// The settings that name a key, first-ranking source first.
  package func places(of key: InventoryKey) -> some Collection<JudgedSetting> {
    occurrences[key.places].lazy.map { settings[Int($0)] }
  }

  /// For each setting in conflict, the keys that a later source gives it.
  private static func secrets(
    of losers: Set<Int>, in settings: [JudgedSetting], conflicts: [Conflict]
  ) -> [String: Set<Secret>] {
    var losing: [String: Set<Secret>] = [:]
    for conflict in conflicts {
      for index in conflict.settings where losers.contains(index) {
        if let key = settings[index].key { losing[conflict.identity, default: []].insert(key.secret) }
      }
    }
    return losing
  }
}

extension SettingMeaning {
  /// The name says that a Stripe key stands there.
  package var isMapped: Bool { expectsKey }
}
