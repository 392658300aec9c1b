import KeyFacts

/// The way back from what a store holds to what it held before keyferry's last write.
package struct Undo: Sendable {
  /// The write that is undone.
  package let entry: HistoryEntry
  package let revision: String
  /// In the order of the secrets, `keep`s included.
  package let changes: [Change]

  /// - Throws: when there is no such way.
  package init(of history: StoreHistory, on snapshot: StoreSnapshot) throws(NoUndo) {
    guard history.exists else { throw .noStore }
    guard let entry = history.entries.last else { throw .nothingKept(hindrance: history.hindrance) }
    guard let undo = history.undo else { throw .notUndoable(entry) }
    if let obstacle = history.obstacle { throw .damaged(entry, why: obstacle) }
    guard undo.revision == snapshot.revision else {
      throw .moved(since: entry, Self.movements(since: entry, undo, snapshot.keys))
    }
    var changes: [Change] = []
    changes.reserveCapacity(snapshot.keys.count + undo.previous.count)
    var rest = undo.previous[...]
    for key in snapshot.keys {
      while let row = rest.first, row.secret < key.secret { changes.append(.restore(rest.removeFirst(), over: nil)) }
      if let row = rest.first, row.secret == key.secret {
        changes.append(.restore(rest.removeFirst(), over: key))
      } else {
        changes.append(undo.made?.contains(key) == true ? .remove(key) : .keep(key))
      }
    }
    changes += rest.map { .restore($0, over: nil) }
    let counts = ChangeCounts(changes)
    guard counts.removed == entry.counts.created, counts.updated == entry.counts.updated,
      counts.created == entry.counts.removed
    else { throw .moved(since: entry, ["what it left is not what was noted of it"]) }
    self.entry = entry
    revision = snapshot.revision
    self.changes = changes
  }

  /// A last key of a type and mode that would go, in the order of the secrets.
  package var lastKeysRemoved: [StoredKey] {
    var left: Set<Kind> = []
    for change in changes {
      switch change {
      case .keep(let row), .restore(let row, _): left.insert(Kind(row))
      case .create, .update, .remove: break
      }
    }
    var told: Set<Kind> = []
    return changes.compactMap { change in
      guard case .remove(let row) = change, !left.contains(Kind(row)), told.insert(Kind(row)).inserted else {
        return nil
      }
      return row
    }
  }

  private struct Kind: Hashable {
    let type: KeyType
    let livemode: Bool

    init(_ row: StoredKey) {
      type = row.type
      livemode = row.livemode
    }
  }

  /// What can be said of how the store moved: by number, by the time of its rows, by what is gone of those made.
  private static func movements(since entry: HistoryEntry, _ undo: KeptUndo, _ keys: [StoredKey]) -> [String] {
    var words: [String] = []
    if keys.count != entry.keys { words.append("it had \(entry.keys) keys then, and has \(keys.count) now") }
    let later = keys.count { $0.updated > entry.time }
    if later > 0 { words.append("\(later) of its keys \(later == 1 ? "was" : "were") written later") }
    if let made = undo.made {
      let gone = entry.counts.created - keys.count { made.contains($0) }
      if gone > 0 { words.append("\(gone) of the keys made then \(gone == 1 ? "is" : "are") gone") }
    }
    return words.isEmpty ? ["another program wrote to it"] : words
  }
}

/// Why there is nothing to undo, or no way to.
package enum NoUndo: Error, Sendable {
  case noStore
  /// The store has no history, for this reason where one is known.
  case nothingKept(hindrance: String?)
  /// The last write was an undo, or what it needs was forgotten.
  case notUndoable(HistoryEntry)
  /// The rows that were kept can't be put back, for this reason.
  case damaged(HistoryEntry, why: String)
  /// The store changed since, as these words say.
  case moved(since: HistoryEntry, [String])
}
