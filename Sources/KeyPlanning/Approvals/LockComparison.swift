package import KeyFacts
import KeySecrets

/// How what sources hold stands to a lock.
package struct LockComparison: Sendable {
  /// The lock's file, as messages name it.
  package let path: String
  package let moves: [LockMove]
  /// Keys of the lock that are all as it has them.
  package let same: Int

  package var isDrift: Bool { moves.contains(where: \.isDrift) }
  package var isComplete: Bool { moves.isEmpty }

  /// - Parameters:
  ///   - source: what a setting's place is to the lock.
  ///   - reach: what became of a source of the lock, by its id. The environment is read where somebody asked for it.
  package init(
    of inventory: Inventory, with lock: KeyLock, path: String, source: (SourceLocation) -> KeyLock.Source,
    reach: (String) -> LockReach
  ) {
    self.path = path
    let found = FoundPlaces(inventory, source)
    let locked = LockedPlaces(lock)
    let added = found.keys.filter { locked.keys[$0.key] == nil }.flatMap { locked.moves(adding: $0.value.values) }
    let changed = locked.keys.flatMap { id, keys in
      locked.moves(keys, now: found.keys[id] ?? [:]) { locked.loss(of: $0, $1, found.state(of: id), reach) }
    }
    let references =
      found.references.filter { !locked.names.contains($0.key) }.map {
        LockMove.newReference($0.value.place, at: $0.value.location)
      }
      + lock.references.filter { found.references[$0.id] == nil && found.keys[$0.id] == nil }.map {
        locked.loss(of: $0, nil, found.state(of: $0.id), reach)
      }
    moves = added + changed + references
    let moved = Set(moves.compactMap(\.lockedKey))
    same = lock.keys.count { !moved.contains($0.summary.fingerprint) }
  }
}

extension LockMove {
  /// A key that the lock has, and that is not as it has it.
  fileprivate var lockedKey: Fingerprint? {
    switch self {
    case .newReference: nil
    case .newKey(_, let key, _, let isKnown): isKnown ? key.fingerprint : nil
    case .otherKey(_, let was, _, _): was.fingerprint
    case .gone(_, let key, _), .outOfReach(_, let key, _): key?.fingerprint
    }
  }
}

/// The places of keys in sources, as a lock names them.
private struct FoundPlaces {
  typealias Found = (place: KeyLock.Place, summary: KeySummary, location: SourceLocation)

  enum State { case absent, hidden, keyless }

  private(set) var keys: [KeyLock.Place.ID: [Fingerprint: Found]] = [:]
  private(set) var references: [KeyLock.Place.ID: (place: KeyLock.Place, location: SourceLocation)] = [:]
  /// Of every setting, those without a key included.
  private var names: Set<KeyLock.Place.ID> = []

  init(_ inventory: Inventory, _ source: (SourceLocation) -> KeyLock.Source) {
    for judged in inventory.settings {
      let location = judged.setting.location
      let place = KeyLock.Place(setting: judged.setting.name, source: source(location))
      names.insert(place.id)
      if let key = judged.heldKey?.summary {
        if keys[place.id]?[key.fingerprint] == nil {
          keys[place.id, default: [:]][key.fingerprint] = (place, key, location)
        }
      } else if judged.isReference {
        references[place.id] = references[place.id] ?? (place, location)
      }
    }
  }

  /// Of a place that does not have the key any more.
  func state(of id: KeyLock.Place.ID) -> State {
    references[id] != nil ? .hidden : names.contains(id) ? .keyless : .absent
  }
}

/// The places of a lock.
private struct LockedPlaces {
  private(set) var keys: [KeyLock.Place.ID: [Fingerprint: Locked]] = [:]
  let names: Set<KeyLock.Place.ID>
  private let fingerprints: Set<Fingerprint>

  init(_ lock: KeyLock) {
    for key in lock.keys {
      for place in key.places { keys[place.id, default: [:]][key.summary.fingerprint] = (place, key.summary) }
    }
    names = Set(keys.keys).union(lock.references.map(\.id))
    fingerprints = Set(lock.keys.map(\.summary.fingerprint))
  }

  typealias Locked = (place: KeyLock.Place, summary: KeySummary)

  /// At places that the lock does not name.
  func moves(adding found: some Sequence<FoundPlaces.Found>) -> [LockMove] {
    found.map {
      .newKey($0.place, $0.summary, at: $0.location, isKnown: fingerprints.contains($0.summary.fingerprint))
    }
  }

  /// At a place that the lock names. A key that came is taken for the one that went.
  func moves(
    _ keys: [Fingerprint: Locked], now found: [Fingerprint: FoundPlaces.Found],
    loss: (KeyLock.Place, KeySummary) -> LockMove
  ) -> [LockMove] {
    // A fingerprint alone is nothing that a person reviews: what stands beside it has to be that key's, too.
    let gone = keys.filter { found[$0.key]?.summary != $0.value.summary }.sorted { $0.key < $1.key }.map(\.value)
    let come = found.filter { keys[$0.key]?.summary != $0.value.summary }.sorted { $0.key < $1.key }.map(\.value)
    return zip(gone, come).map { .otherKey($0.place, was: $0.summary, now: $1.summary, at: $1.location) }
      + moves(adding: come.dropFirst(gone.count)) + gone.dropFirst(come.count).map { loss($0.place, $0.summary) }
  }

  /// What to say of a place that is not as the lock has it, and has no other key instead.
  func loss(
    of place: KeyLock.Place, _ key: KeySummary?, _ state: FoundPlaces.State, _ reach: (String) -> LockReach
  ) -> LockMove {
    let reached = reach(place.source.id)
    // What surrounds a run by chance says nothing of the environment that the lock was made in.
    if case .environment = place.source, reached != .read { return .outOfReach(place, key, .environment) }
    switch (state, reached, place.source) {
    case (.hidden, _, _): return .outOfReach(place, key, .value)
    case (.keyless, _, _): return .gone(place, key, .key)
    case (.absent, .read, _): return .gone(place, key, .setting)
    case (.absent, .notRead, _): return .outOfReach(place, key, .notRead)
    case (.absent, .missing, .file(_, isCommitted: false)): return .outOfReach(place, key, .notCommitted)
    case (.absent, .missing, _): return .gone(place, key, .file)
    }
  }
}
