import KeyFacts
import KeyPlanning
import KeySecrets

/// A key as a row of dj-stripe's table: all that one file for every version and engine can say of it.
struct ExportedRow {
  /// `djstripe_mk_…`: the row's own, or one that is the same in every export.
  let id: String
  let key: StripeKey
  let name: String
  /// `acct_…`
  let account: String?
  let created: Timestamp
  let updated: Timestamp

  /// dj-stripe's `APIKey.name` is a `CharField(max_length=100)`.
  static let nameWidth = 100
  static let secretWidth = 128

  /// Nil for a row that holds no key.
  init?(_ stored: StoredKey) {
    guard let key = StripeKey(stored: stored.secret) else { return nil }
    self.key = key
    id = stored.id.hasPrefix(DjStripeID.prefix) ? stored.id : Self.id(of: key)
    name = Self.text(String(String.UnicodeScalarView(stored.name.unicodeScalars.prefix(Self.nameWidth))))
    account = stored.account.map(Self.text)
    created = stored.created
    updated = stored.updated
  }

  /// PostgreSQL's texts have no room for a NUL.
  private static func text(_ text: String) -> String {
    guard text.utf8.contains(0) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
  }

  /// As dj-stripe makes them of a random UUID, here of the key's fingerprint.
  private static func id(of key: StripeKey) -> String {
    let fingerprint = key.summary.fingerprint
    let bytes = [fingerprint.high, fingerprint.low].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
    return DjStripeID.prefix + DjStripeID.letters(bytes)
  }
}
