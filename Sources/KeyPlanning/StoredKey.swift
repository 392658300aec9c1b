import Glibc
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
    self.lineNumber = Self.number(ofLine: line)
  }

  static func number(ofLine line: Int?) -> Int32 { line.map { Int32(clamping: $0) } ?? 0 }

  package static func < (a: Occurrence, b: Occurrence) -> Bool {
    (a.source, a.line ?? 0, a.setting) < (b.source, b.line ?? 0, b.setting)
  }
}

/// A row of a key database, as it is there. Its type and mode may be stale: the secret's prefix decides.
///
/// A class, so that a million of them are handed on and not copied. 104 bytes and nothing beside them for most rows,
/// which have one place and its name: `docs/decisions/large-stores.md`.
package final class StoredKey: Sendable {
  /// Stable, and the store's own affair: 15 characters that sort by time in keyferry's layout.
  package let id: String
  package let secret: Secret
  package let created: Timestamp
  package let updated: Timestamp
  // The one place of a plain row, whose setting is the row's name.
  private let source: String
  private let names: NameBlock?
  private let nameStart: UInt32
  private let nameLength: UInt32
  private let lineNumber: Int32
  package let type: KeyType
  package let livemode: Bool
  /// Nil for a plain row.
  private let rest: Rest?

  /// What is not plain about a row, and its name.
  private final class Rest: Sendable {
    let name: String
    let account: String?
    let occurrences: [Occurrence]
    let number: Int64

    init(name: String, account: String?, occurrences: [Occurrence], number: Int64) {
      self.name = name
      self.account = account
      self.occurrences = occurrences
      self.number = number
    }
  }

  package init(
    id: String, secret: Secret, type: KeyType, livemode: Bool, name: String, account: String?,
    created: Timestamp, updated: Timestamp, occurrences: [Occurrence], number: Int64 = 0
  ) {
    self.id = id
    self.secret = secret
    self.type = type
    self.livemode = livemode
    self.created = created
    self.updated = updated
    rest = Rest(name: name, account: account, occurrences: occurrences, number: number)
    (source, names, nameStart, nameLength, lineNumber) = ("", nil, 0, 0, 0)
  }

  /// A plain row: seen at one place, under its own name, and of no account.
  ///
  /// - Parameter name: a range of `names`.
  package init(
    id: String, secret: Secret, type: KeyType, livemode: Bool, name: Range<Int>, in names: NameBlock,
    created: Timestamp, updated: Timestamp, source: String, line: Int?
  ) {
    precondition(name.lowerBound >= 0 && name.upperBound <= names.bytes.count)
    self.id = id
    self.secret = secret
    self.type = type
    self.livemode = livemode
    self.created = created
    self.updated = updated
    self.source = source
    self.names = names
    nameStart = UInt32(name.lowerBound)
    nameLength = UInt32(name.count)
    lineNumber = Occurrence.number(ofLine: line)
    rest = nil
  }

  package var name: String { rest?.name ?? withName { String(decoding: $0, as: UTF8.self) } }
  /// A Stripe account (`acct_…`), or nil.
  package var account: String? { rest?.account }
  package var occurrences: [Occurrence] {
    rest?.occurrences ?? [Occurrence(source: source, line: lineNumber == 0 ? nil : Int(lineNumber), setting: name)]
  }
  /// The number that a database counted for the row, the lower the older; 0 where a layout has none.
  package var number: Int64 { rest?.number ?? 0 }

  /// Whether the row has one place, which is `setting`, and its name.
  ///
  /// - Parameter place: the setting's source, as the store names it.
  func isOnly(at setting: Setting, of place: String) -> Bool {
    guard let rest else { return place == source && isName(setting.name) }
    return rest.occurrences.count == 1 && rest.occurrences[0].setting == rest.name && setting.name == rest.name
      && place == rest.occurrences[0].source
  }

  private func isName(_ text: String) -> Bool {
    var text = text
    return withName { name in
      text.withUTF8 { bytes in
        guard bytes.count == name.count, let a = bytes.baseAddress, let b = name.baseAddress else { return false }
        return memcmp(a, b, bytes.count) == 0
      }
    }
  }

  private func withName<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    (names?.bytes ?? []).withUnsafeBufferPointer { all in
      body(UnsafeBufferPointer(rebasing: all[Int(nameStart)..<Int(nameStart) + Int(nameLength)]))
    }
  }
}

/// The names of many rows, side by side, in UTF-8.
package final class NameBlock: Sendable {
  let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// What a store held at one moment.
package struct StoreSnapshot: Sendable {
  /// As messages and reports name the store; no secret in it.
  package let location: String
  /// Changes with every write: a plan made from this snapshot holds for this revision alone.
  package let revision: String
  /// The store is there already; false before the first sync.
  package let exists: Bool
  /// What would hold it is there, and has no table of keys yet.
  package let isBare: Bool
  /// Permission bits of the database file; nil where there is no file.
  package let permissions: UInt16?
  /// In the order of their secrets' bytes; no two secrets are equal.
  package let keys: [StoredKey]
  /// Of a store in dj-stripe's layout; nil for one in keyferry's own.
  package let djStripe: DjStripeFacts?

  package init(
    location: String, revision: String, exists: Bool, permissions: UInt16?, keys: [StoredKey],
    djStripe: DjStripeFacts? = nil, isBare: Bool = false
  ) {
    self.location = location
    self.revision = revision
    self.exists = exists
    self.isBare = isBare
    self.permissions = permissions
    self.keys = keys
    self.djStripe = djStripe
  }
}
