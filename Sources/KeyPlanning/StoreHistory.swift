package import KeyFacts
import KeySecrets

/// What a write says of itself, for the store's history.
package struct WriteNote: Hashable, Sendable {
  package let author: Authorship
  /// The plan's short name.
  package let plan: String

  package init(author: Authorship, plan: String) {
    self.author = author
    self.plan = plan
  }
}

/// One write of keyferry's, as the store remembers it. No key in it.
package struct HistoryEntry: Hashable, Sendable {
  package let time: Timestamp
  package let note: WriteNote
  package let counts: ChangeCounts
  /// How many keys the store had afterwards.
  package let keys: Int

  package init(time: Timestamp, note: WriteNote, counts: ChangeCounts, keys: Int) {
    self.time = time
    self.note = note
    self.counts = counts
    self.keys = keys
  }
}

/// How many rows a write made, changed and removed.
package struct ChangeCounts: Hashable, Sendable {
  package var created = 0
  package var updated = 0
  package var removed = 0

  package init(created: Int = 0, updated: Int = 0, removed: Int = 0) {
    self.created = created
    self.updated = updated
    self.removed = removed
  }

  package init(_ changes: [Change]) {
    for change in changes {
      switch change {
      case .create, .restore(_, over: nil): created += 1
      case .update, .restore: updated += 1
      case .remove: removed += 1
      case .keep: break
      }
    }
  }
}

/// All that a store remembers of keyferry's writes.
package struct StoreHistory: Sendable {
  /// The oldest first.
  package let entries: [HistoryEntry]
  /// What undoes the last of them; nil when nothing does: an undo came last, or a person had it forgotten.
  package let undo: KeptUndo?
  /// Why nothing is remembered here, in a message's style; nil where it is.
  package let hindrance: String?
  /// The store is there.
  package let exists: Bool

  package init(entries: [HistoryEntry], undo: KeptUndo? = nil, hindrance: String? = nil, exists: Bool = true) {
    self.entries = entries
    self.undo = undo
    self.hindrance = hindrance
    self.exists = exists
  }

  /// Of a store that is not there yet.
  package static let absent = StoreHistory(entries: [], exists: false)
}

/// What a store keeps of its state before the last write, until the next.
package struct KeptUndo: Sendable {
  /// The revision that the write left: a store at another has changed since.
  package let revision: String
  /// The rows that the write made.
  package let made: MadeRows?
  /// The rows that it changed or removed, as they were, in the order of their secrets; unread when the store has
  /// changed since.
  package let previous: [StoredKey]
  /// The store is still as the write left it.
  package let isCurrent: Bool
  /// Why those rows can't be read, in a message's style; nil where they can.
  package let damage: String?

  package init(
    revision: String, made: MadeRows?, previous: [StoredKey], isCurrent: Bool = true, damage: String? = nil
  ) {
    self.revision = revision
    self.made = made
    self.previous = previous
    self.isCurrent = isCurrent
    self.damage = damage
  }
}

extension StoreHistory {
  /// Why the rows that were kept can't be put back, in a message's style; nil where they can.
  package var obstacle: String? {
    guard let undo, let counts = entries.last?.counts else { return nil }
    if let damage = undo.damage { return damage }
    let (kept, noted) = (undo.previous.count, counts.updated + counts.removed)
    if undo.isCurrent, kept != noted {
      return "it has \(kept) \(kept == 1 ? "row" : "rows"), and \(noted) \(noted == 1 ? "was" : "were") kept"
    }
    let place = undo.previous.firstIndex { StripeKey(stored: $0.secret) == nil }
    return place.map { "row \($0 + 1) of \(kept) that were kept holds no key" }
  }
}

/// The rows that a write made, by their ends: it numbers them without a gap, so that no list of a million is kept.
package enum MadeRows: Hashable, Sendable {
  /// By ``StoredKey/id``, in keyferry's own layout.
  case ids(first: String, last: String)
  /// By ``StoredKey/number``, in dj-stripe's.
  case numbers(ClosedRange<Int64>)

  package func contains(_ key: StoredKey) -> Bool {
    switch self {
    case .ids(let first, let last):
      let id = key.id.utf8
      return id.count == first.utf8.count && !id.lexicographicallyPrecedes(first.utf8)
        && !last.utf8.lexicographicallyPrecedes(id)
    case .numbers(let range): return range.contains(key.number)
    }
  }

  /// As a store writes them down.
  package var ends: (first: String, last: String) {
    switch self {
    case .ids(let first, let last): (first, last)
    case .numbers(let range): (String(range.lowerBound), String(range.upperBound))
    }
  }

  /// Nil where one end is missing.
  package init?(ids first: String?, _ last: String?) {
    guard let first, let last else { return nil }
    self = .ids(first: first, last: last)
  }

  /// Nil for what are no numbers in order.
  package init?(numbers first: String?, _ last: String?) {
    guard let first = first.flatMap({ Int64($0) }), let last = last.flatMap({ Int64($0) }), first <= last else {
      return nil
    }
    self = .numbers(first...last)
  }

  /// Those with these numbers; nil for none.
  package init?(_ numbers: [Int64]) {
    var ends: ClosedRange<Int64>?
    for number in numbers { ends = min(number, ends?.lowerBound ?? number)...max(number, ends?.upperBound ?? number) }
    guard let ends else { return nil }
    self = .numbers(ends)
  }
}
