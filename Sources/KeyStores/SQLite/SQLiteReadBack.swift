import KeyFacts
import KeyPlanning
@_spi(Reveal) import KeySecrets

/// Holds the table against what a plan should have made of it, row by row as they are read.
struct SQLiteReadBack {
  private let now: [UInt8]
  private var ids: KeyIDs
  private var occurrences: [UInt8] = []

  /// - Parameter ids: those that the writer used, from the start.
  init(ids: KeyIDs, now: Timestamp) {
    self.ids = ids
    self.now = now.iso8601
  }

  /// Whether every change is there, and as many rows in all as there should be.
  mutating func holds(_ connection: OpaquePointer, _ changes: [Change], count: Int) throws -> Bool {
    let row = try SQLiteStatement(connection, SQLiteSchema.selectKeys)
    var rows = 0
    var next = changes.startIndex
    while try row.step() {
      rows += 1
      // Removed ones are passed by; a row with such a secret then fits no change, or the next one.
      while next < changes.endIndex, case .remove(let stored) = changes[next] {
        guard stored.secret.compare(row.bytes(0)) < 0 else { break }
        next += 1
      }
      guard next < changes.endIndex else { continue }
      let order = changes[next].secret.compare(row.bytes(0))
      if order > 0 { continue }
      guard order == 0, fits(row, changes[next]) else { return false }
      next += 1
    }
    return rows == count && changes[next...].allSatisfy { if case .remove = $0 { true } else { false } }
  }

  private mutating func fits(_ row: borrowing SQLiteStatement, _ change: Change) -> Bool {
    switch change {
    case .create(let fields):
      return row.bytes(1).isSame(as: ids()) && row.bytes(6).isSame(as: fields.created?.iso8601 ?? now)
        && says(row, fields, fields.account)
    case .update(let stored, let fields, _):
      return row.bytes(1).elementsEqual(stored.id.utf8) && row.bytes(6).elementsEqual(stored.created.iso8601)
        && says(row, fields, change.account)
    case .keep(let stored):
      return row.bytes(1).elementsEqual(stored.id.utf8) && Timestamp(iso8601: row.bytes(7)) == stored.updated
    case .restore(let earlier, _): return says(row, earlier)
    case .remove: return false
    }
  }

  /// The row was copied, and need not be spelled as we would spell it.
  private func says(_ row: borrowing SQLiteStatement, _ earlier: StoredKey) -> Bool {
    let places = try? OccurrenceText.Reader()(row.bytes(8))
    return row.bytes(1).elementsEqual(earlier.id.utf8) && row.bytes(2).isSame(as: earlier.type.columnText)
      && row.integer(3) == (earlier.livemode ? 1 : 0) && row.bytes(4).isSame(as: earlier.name)
      && row.isNull(5) == (earlier.account == nil) && row.bytes(5).elementsEqual((earlier.account ?? "").utf8)
      && Timestamp(iso8601: row.bytes(6)) == earlier.created && Timestamp(iso8601: row.bytes(7)) == earlier.updated
      && places == earlier.occurrences
  }

  private mutating func says(_ row: borrowing SQLiteStatement, _ fields: KeyFields, _ account: String?) -> Bool {
    occurrences.removeAll(keepingCapacity: true)
    OccurrenceText.append(fields.occurrences, to: &occurrences)
    return row.bytes(2).isSame(as: fields.type.columnText) && row.integer(3) == (fields.livemode ? 1 : 0)
      && row.bytes(4).isSame(as: fields.name) && row.isNull(5) == (account == nil)
      && row.bytes(5).elementsEqual((account ?? "").utf8) && row.bytes(7).isSame(as: now)
      && row.bytes(8).isSame(as: occurrences)
  }
}

extension Secret {
  /// Below zero when this secret comes before `bytes`, zero when they are equal.
  fileprivate func compare(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    reveal { $0.compare(bytes) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func isSame(as bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { isSame(as: $0) } }

  fileprivate func isSame(as text: String) -> Bool {
    var text = text
    return text.withUTF8 { isSame(as: $0) }
  }
}
