import KeyFacts
import KeyPlanning
import KeySecrets

/// Reads dj-stripe's table of keys as COPY hands it over.
struct DjStripePostgreSQLReader {
  private let accounts: DjStripeAccounts
  private(set) var keys: [StoredKey] = []
  /// Of the numbers of the transactions that wrote the rows.
  private(set) var writerSum: UInt64 = 0
  private var isFirst = true

  private static let copy = """
    COPY (SELECT djstripe_id::bigint, id::text, type::text, livemode::boolean, name::text, secret::text,
      djstripe_owner_account_id::text, djstripe_created::timestamptz, djstripe_updated::timestamptz, xmin
      FROM djstripe_apikey) TO STDOUT (FORMAT binary)
    """

  /// The same of rows that are no table's.
  static func copy(from source: String) -> String {
    copy.replacing("xmin\n  FROM djstripe_apikey", with: "'0'::xid FROM " + source)
  }

  /// In the order of their secrets' bytes.
  static func read(
    _ connection: PostgreSQLConnection, _ form: DjStripeOwnerForm, _ accounts: DjStripeAccounts,
    _ copy: String = Self.copy
  ) throws -> DjStripePostgreSQLReader {
    var reader = DjStripePostgreSQLReader(accounts: accounts)
    try connection.run(copy)
    while try connection.receive({ piece in try reader.read(piece, form) }) {}
    reader.keys.sort { $0.secret < $1.secret }
    return reader
  }

  private init(accounts: DjStripeAccounts) { self.accounts = accounts }

  private mutating func read(_ piece: UnsafeRawBufferPointer, _ form: DjStripeOwnerForm) throws {
    defer { isFirst = false }
    guard var row = try PostgreSQLFields(piece, isFirst: isFirst, count: 10) else { return }
    let number = try row.field(Int64.self)
    let (id, type) = (try Self.text(row.bytes()), try Self.text(row.bytes()))
    let livemode = try row.field(UInt8.self) != 0
    let name = try Self.text(row.bytes())
    let secret = Secret(Array(try row.bytes()))
    let owner = try row.next().map { bytes throws(RowDamage) in try Self.owner(Self.text(bytes), form) }
    let (created, updated) = (try row.time(), try row.time())
    writerSum += UInt64(try row.field(UInt32.self))
    keys.append(
      StoredKey(
        id: id, secret: secret, type: KeyType(djStripe: type, secret: secret), livemode: livemode, name: name,
        account: accounts.account(owner), created: created, updated: updated, occurrences: [], number: number))
  }

  private static func owner(_ text: String, _ form: DjStripeOwnerForm) throws(RowDamage) -> DjStripeOwner {
    guard form == .number else { return .id(text) }
    guard let number = Int64(text) else { throw RowDamage() }
    return .number(number)
  }

  private static func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(RowDamage) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw RowDamage() }
    return text
  }
}
