package import KeyFacts
import KeySecrets

extension KeyLock {
  /// The state of the sources: every well-formed key at every place, whether a sync would take it or not, and the
  /// settings for a key whose value lies elsewhere.
  ///
  /// - Parameter source: what a setting's place is to the lock.
  package init(of inventory: Inventory, source: (SourceLocation) -> Source) {
    var places: [Fingerprint: (summary: KeySummary, places: [Place])] = [:]
    var references: Set<Place> = []
    for judged in inventory.settings {
      let place = Place(setting: judged.setting.name, source: source(judged.setting.location))
      if let key = judged.heldKey?.summary {
        places[key.fingerprint, default: (key, [])].places.append(place)
      } else if judged.isReference {
        references.insert(place)
      }
    }
    let keys = places.values.map { Key(summary: $0.summary, name: $0.places[0].setting, places: $0.places.inOrder) }
    self.init(keys: keys.sorted(by: Self.precedes), references: Array(references).inOrder)
  }

  /// Live and secret keys first, by name: a key that takes another's place takes its block in the file, too.
  private static func precedes(_ a: Key, _ b: Key) -> Bool {
    if a.summary.mode != b.summary.mode { return a.summary.mode < b.summary.mode }
    if a.summary.type != b.summary.type { return a.summary.type < b.summary.type }
    if a.name != b.name { return a.name < b.name }
    if a.places[0].source.id != b.places[0].source.id { return a.places[0].source.id < b.places[0].source.id }
    return a.summary.fingerprint < b.summary.fingerprint
  }
}

extension JudgedSetting {
  /// The key that stands at this place itself; a settings module has its own from a place that is listed, too.
  var heldKey: StripeKey? { isJudgedElsewhere ? nil : key }

  /// It is for a key, and its value is to be had elsewhere. A variable of the environment refers to nothing.
  var isReference: Bool {
    guard setting.meaning.isForKey, setting.location.kind != .environment else { return false }
    switch classification {
    case .reference, .template, .encrypted: return true
    default: return isJudgedElsewhere || setting.module.map { $0.form != .literal && $0.form != .source } ?? false
    }
  }
}

extension [KeyLock.Place] {
  /// By source and name, each once.
  fileprivate var inOrder: [KeyLock.Place] {
    Set(self).sorted { ($0.source.id, $0.setting) < ($1.source.id, $1.setting) }
  }
}
