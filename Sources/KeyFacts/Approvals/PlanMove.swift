/// Something that is no longer as a saved plan has it.
package enum PlanMove: Hashable, Sendable {
  /// The store's revision; nothing is left to write where `isDone`.
  case store(location: String, isDone: Bool)
  /// The revision of the store that keys are copied from.
  case origin(location: String)
  case stored(KeySummary, name: String)
  case notStored(KeySummary, name: String)
  case otherKey(SavedPlan.Place, was: KeySummary, now: KeySummary)
  case newKey(SavedPlan.Place, KeySummary)
  case goneKey(SavedPlan.Place, KeySummary)
  /// What would be done with a key, for another reason than these.
  case change(KeySummary, was: SavedPlan.Change?, now: SavedPlan.Change?)
  /// The plan's short name is not that of its changes.
  case id
}

extension SavedPlan {
  /// What a plan that is made from the same request now has otherwise. A line that moved is nothing: it would make every
  /// edit of a file one.
  package func moves(to now: SavedPlan) -> [PlanMove] {
    var moves: [PlanMove] = []
    if !store.isSameState(as: now.store) {
      let isDone = !now.changes.contains { $0.action.writes }
      moves.append(.store(location: now.store.location, isDone: isDone))
      moves += movesInStore(now)
    }
    if let origin = now.origin, origin != self.origin { moves.append(.origin(location: origin.location)) }
    moves += movesInSources(now)
    let told = Set(moves.flatMap(\.fingerprints))
    moves += movesInChanges(now).filter { told.isDisjoint(with: $0.fingerprints) }
    if moves.isEmpty, id != now.id { moves.append(.id) }
    return moves
  }

  private func movesInStore(_ now: SavedPlan) -> [PlanMove] {
    let (before, after) = (storedKeys, now.storedKeys)
    return before.filter { after[$0.key] == nil }.map { .notStored($0.value.key, name: $0.value.name) }.inOrder
      + after.filter { before[$0.key] == nil }.map { .stored($0.value.key, name: $0.value.name) }.inOrder
  }

  private var storedKeys: [Fingerprint: Change] {
    Dictionary(changes.filter { $0.action != .create }.map { ($0.key.fingerprint, $0) }) { first, _ in first }
  }

  private func movesInSources(_ now: SavedPlan) -> [PlanMove] {
    let (before, after) = (keysByPlace, now.keysByPlace)
    var moves: [PlanMove] = []
    for id in Set(before.keys).union(after.keys) {
      let (old, new) = (before[id] ?? [:], after[id] ?? [:])
      let gone = Self.keys(of: old, notIn: new)
      let come = Self.keys(of: new, notIn: old)
      let paired = min(gone.count, come.count)
      for (old, new) in zip(gone, come) { moves.append(.otherKey(new.place, was: old.summary, now: new.summary)) }
      moves += gone.dropFirst(paired).map { .goneKey($0.place, $0.summary) }
      moves += come.dropFirst(paired).map { .newKey($0.place, $0.summary) }
    }
    return moves.inOrder
  }

  /// A setting in a source, whatever its line.
  private struct PlaceID: Hashable {
    let setting: String
    let kind: SourceKind
    let path: String
  }

  private typealias PlacedKey = (place: Place, summary: KeySummary)

  private static func keys(of a: [Fingerprint: PlacedKey], notIn b: [Fingerprint: PlacedKey]) -> [PlacedKey] {
    a.filter { b[$0.key] == nil }.sorted { $0.key < $1.key }.map(\.value)
  }

  private var keysByPlace: [PlaceID: [Fingerprint: PlacedKey]] {
    var placed: [PlaceID: [Fingerprint: PlacedKey]] = [:]
    for key in keys {
      for place in key.places {
        let id = PlaceID(setting: place.setting, kind: place.location.kind, path: place.location.path)
        placed[id, default: [:]][key.summary.fingerprint] = (place, key.summary)
      }
    }
    return placed
  }

  private func movesInChanges(_ now: SavedPlan) -> [PlanMove] {
    func byKey(_ changes: [Change]) -> [Fingerprint: Change] {
      Dictionary(changes.map { ($0.key.fingerprint, $0) }) { first, _ in first }
    }
    let (before, after) = (byKey(changes), byKey(now.changes))
    return Set(before.keys).union(after.keys).compactMap { fingerprint -> PlanMove? in
      let (old, new) = (before[fingerprint], after[fingerprint])
      guard old != new, let key = (new ?? old)?.key else { return nil }
      return .change(key, was: old, now: new)
    }.inOrder
  }
}

extension PlanMove {
  /// The keys that it tells of.
  fileprivate var fingerprints: [Fingerprint] {
    switch self {
    case .store, .origin, .id: []
    case .stored(let key, _), .notStored(let key, _), .newKey(_, let key), .goneKey(_, let key), .change(let key, _, _):
      [key.fingerprint]
    case .otherKey(_, let was, let now): [was.fingerprint, now.fingerprint]
    }
  }

  /// Live and secret keys first, then by place.
  fileprivate var rank: (Int, Int, String, String, String) {
    let key = key
    return (
      key?.mode.rank ?? 0, key?.type.rank ?? 0, place?.location.path ?? "", place?.setting ?? "",
      key?.fingerprint.hex ?? ""
    )
  }

  private var key: KeySummary? {
    switch self {
    case .store, .origin, .id: nil
    case .stored(let key, _), .notStored(let key, _), .newKey(_, let key), .goneKey(_, let key), .change(let key, _, _),
      .otherKey(_, _, let key):
      key
    }
  }

  private var place: SavedPlan.Place? {
    switch self {
    case .otherKey(let place, _, _), .newKey(let place, _), .goneKey(let place, _): place
    case .store, .origin, .stored, .notStored, .change, .id: nil
    }
  }
}

extension CaseIterable where Self: Comparable {
  fileprivate var rank: Int { Self.allCases.count { $0 < self } }
}

extension [PlanMove] {
  fileprivate var inOrder: [PlanMove] { sorted { $0.rank < $1.rank } }
}
