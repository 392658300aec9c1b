import KeyFacts
import KeyPlanning

// What both SQL engines read and write of a history, in the order of their tables' columns.

extension HistoryEntry {
  /// One that was read.
  ///
  /// - Parameter keys: how many there were afterwards.
  /// - Throws: ``RowDamage`` for numbers that count nothing.
  init(time: Timestamp, note: WriteNote, counts: ChangeCounts, found keys: Int) throws(RowDamage) {
    guard [counts.created, counts.updated, counts.removed, keys].allSatisfy({ $0 >= 0 }) else { throw RowDamage() }
    self.init(time: time, note: note, counts: counts, keys: keys)
  }

  var texts: [String] {
    [
      String(decoding: time.iso8601, as: UTF8.self), note.author.version, note.author.command, note.author.user,
      note.plan,
    ]
  }

  var numbers: [Int] { [counts.created, counts.updated, counts.removed, keys] }
}

extension ApprovedPlan {
  /// How many rows an undo puts back, and how many it changes back; nil where there are none.
  var restored: (missing: Int, changed: Int)? {
    guard purpose == .undo else { return nil }
    let counts = ChangeCounts(changes)
    return counts.created + counts.updated > 0 ? (missing: counts.created, changed: counts.updated) : nil
  }
}

extension MadeRows {
  /// By the ends that were kept; nil for none.
  ///
  /// - Parameter areNumbers: rows are known by their numbers, and not by their ids.
  init?(_ first: String?, _ last: String?, areNumbers: Bool) {
    if areNumbers { self.init(numbers: first, last) } else { self.init(ids: first, last) }
  }
}

/// Why a history can't be used, in a message's style.
enum HistoryDamage {
  /// - Parameter number: of the entry, from 1.
  static func entry(_ number: Int, in entries: String, beside previous: String) -> String {
    "entry \(number) in \(entries) is damaged; without the tables \(entries) and \(previous) a new history begins"
  }

  static func row(in previous: String) -> String { "a row in \(previous) is no key's" }
}

extension ApprovedPlan.Purpose {
  /// What an undo goes by: the revision that the write left, and the ends of the rows that it made.
  func kept(_ revision: String, _ made: MadeRows?) -> [String?] {
    self == .change ? [revision, made?.ends.first, made?.ends.last] : [nil, nil, nil]
  }
}
