import KeyPlanning

/// Holds the keys that a store has after a write against what a plan should have made of them.
struct ReadBack {
  let now: Timestamp
  /// Those that the writer used, from the start.
  var ids: KeyIDs

  /// Whether every change is there, and as many rows in all as there should be.
  ///
  /// - Parameter keys: in the order of their secrets, as the changes are.
  mutating func holds(_ keys: [StoredKey], _ changes: [Change], count: Int) -> Bool {
    guard keys.count == count else { return false }
    var next = keys.startIndex
    for change in changes {
      while next < keys.endIndex, keys[next].secret < change.secret { next += 1 }
      let found = next < keys.endIndex && keys[next].secret == change.secret ? keys[next] : nil
      guard fits(found, change) else { return false }
    }
    return true
  }

  private mutating func fits(_ found: StoredKey?, _ change: Change) -> Bool {
    switch change {
    case .create(let fields):
      let expected = StoredKey(fields, id: String(decoding: ids(), as: UTF8.self), now: now)
      return found?.isSame(as: expected) ?? false
    case .update(let stored, let fields, let stale):
      return found?.isSame(as: stored.updated(to: fields, stale, now: now)) ?? false
    case .keep(let stored): return found?.isSame(as: stored) ?? false
    case .restore(let earlier, _): return found?.isSame(as: earlier) ?? false
    case .remove: return found == nil
    }
  }
}
