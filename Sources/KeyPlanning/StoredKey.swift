package import KeyFacts
package import KeySecrets

/// A moment as microseconds since 1970-01-01T00:00:00Z: what databases keep, without Foundation's dates.
package struct Timestamp: Hashable, Sendable, Comparable {
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }
}

/// A place that named a key when it was last written.
package struct Occurrence: Hashable, Sendable, Comparable {
  /// The source's path, or `environment`.
  package let source: String
  package let setting: String
  /// In 4 bytes, zero for none: a million keys have as many occurrences.
  private let lineNumber: Int32

  /// Counted from 1.
  package var line: Int? { lineNumber == 0 ? nil : Int(lineNumber) }

  /// - Parameter line: of what a file can hold, 1 to 2,147,483,647.
  package init(source: String, line: Int?, setting: String) {
    self.source = source
    self.setting = setting
    self.lineNumber = line.map { Int32(clamping: $0) } ?? 0
  }

  package static func < (a: Occurrence, b: Occurrence) -> Bool {
    (a.source, a.line ?? 0, a.setting) < (b.source, b.line ?? 0, b.setting)
  }
}

/// A row of a key database, as it is there. Its type and mode may be stale: the secret's prefix decides.
/// A class, so that a million of them are handed on and not copied.
package final class StoredKey: Sendable {
  /// Stable, and the store's own affair: 15 characters that sort by time in keyferry's layout.
  package let id: String
  package let secret: Secret
  package let type: KeyType
  package let livemode: Bool
  package let name: String
  /// A Stripe account (`acct_…`), or nil.
  package let account: String?
  package let created: Timestamp
  package let updated: Timestamp
  package let occurrences: [Occurrence]
  /// The number that a database counted for the row, the lower the older; 0 where a layout has none.
  package let number: Int64

  package init(
    id: String, secret: Secret, type: KeyType, livemode: Bool, name: String, account: String?,
    created: Timestamp, updated: Timestamp, occurrences: [Occurrence], number: Int64 = 0
  ) {
    self.id = id
    self.secret = secret
    self.type = type
    self.livemode = livemode
    self.name = name
    self.account = account
    self.created = created
    self.updated = updated
    self.occurrences = occurrences
    self.number = number
  }
}

/// What a store held at one moment.
package struct StoreSnapshot: Sendable {
  /// As messages and reports name the store; no secret in it.
  package let location: String
  /// Changes with every write: a plan made from this snapshot holds for this revision alone.
  package let revision: String
  /// The store is there already; false before the first sync.
  package let exists: Bool
  /// Permission bits of the database file; nil where there is no file.
  package let permissions: UInt16?
  /// In the order of their secrets' bytes; no two secrets are equal.
  package let keys: [StoredKey]
  /// Of a store in dj-stripe's layout; nil for one in keyferry's own.
  package let djStripe: DjStripeFacts?

  package init(
    location: String, revision: String, exists: Bool, permissions: UInt16?, keys: [StoredKey],
    djStripe: DjStripeFacts? = nil
  ) {
    self.location = location
    self.revision = revision
    self.exists = exists
    self.permissions = permissions
    self.keys = keys
    self.djStripe = djStripe
  }
}
