import KeyPlanning

/// What a document is to hold after a plan.
struct JSONFileState {
  private(set) var keys: [StoredKey] = []
  let entries: [HistoryEntry]
  /// In the place of entries; the plan is then in no history.
  let damaged: JSONHistory.Damaged?
  /// Nil after a plan whose undo is not kept.
  private(set) var undo: ((_ revision: String) -> KeptUndo)?

  /// - Parameter old: what the document holds.
  init(
    after plan: ApprovedPlan, _ old: JSONDocument.Contents?, at location: String, _ note: WriteNote, _ now: Timestamp
  ) throws(StoreError) {
    let old = old ?? JSONDocument.Contents(keys: [], history: .none, passedBy: [])
    damaged = old.history.damaged
    try plan.check(damaged?.why, path: location)
    // Who undid or forgot the write since has not moved the keys' revision, or has moved it back.
    if plan.purpose == .undo, old.history.undo?.revision != plan.revision { throw .stale(path: location) }
    let counts = ChangeCounts(plan.changes)
    let ids = KeyIDs(now: now, after: old.keys.lazy.map(\.id).max())
    let (keys, previous) = try Self.merged(old.keys, plan.changes, ids, now, location)
    self.keys = keys
    let entry = HistoryEntry(time: now, note: note, counts: counts, keys: keys.count)
    entries = damaged == nil ? old.history.entries + [entry] : []
    guard plan.purpose == .change, damaged == nil else { return }
    undo = { KeptUndo(revision: $0, made: ids.ends(of: counts.created), previous: previous) }
  }

  /// - Returns: the rows after `changes`, and those that are no longer as they were.
  private static func merged(
    _ old: [StoredKey], _ changes: [Change], _ ids: KeyIDs, _ now: Timestamp, _ location: String
  ) throws(StoreError) -> (keys: [StoredKey], previous: [StoredKey]) {
    var (merged, previous): ([StoredKey], [StoredKey]) = ([], [])
    merged.reserveCapacity(old.count + changes.count)
    var ids = ids
    var rest = old[...]
    for change in changes {
      while let key = rest.first, key.secret < change.secret { merged.append(rest.removeFirst()) }
      let stored = rest.first.flatMap { $0.secret == change.secret ? $0 : nil }
      if let stored {
        rest.removeFirst()
        if change.writes { previous.append(stored) }
      }
      switch (change, stored) {
      case (.create(let fields), nil):
        merged.append(StoredKey(fields, id: String(decoding: ids(), as: UTF8.self), now: now))
      case (.update(_, let fields, let stale), let key?): merged.append(key.updated(to: fields, stale, now: now))
      case (.keep, let key?): merged.append(key)
      case (.remove, _?): break
      case (.restore(let row, over: nil), nil), (.restore(let row, over: _?), _?): merged.append(row)
      default: throw .stale(path: location)
      }
    }
    merged.append(contentsOf: rest)
    return (merged, previous)
  }
}
