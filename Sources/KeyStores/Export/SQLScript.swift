import KeyFacts
import KeyPlanning
@_spi(Reveal) import KeySecrets

/// Rows of dj-stripe's table as statements that SQLite and PostgreSQL both take, with the same result.
struct SQLScript {
  /// One statement for all would be more than some programs read at once.
  private static let rowsPerStatement = 500

  private let hasStripeData: Bool
  private let owners: DjStripeOwnerForm?

  /// - Parameter owners: nil leaves a key without an account, which dj-stripe finds when it first uses it.
  init(version: DjStripeVersion, owners: DjStripeOwnerForm?) {
    hasStripeData = version >= DjStripeVersion(nearest: 9)
    self.owners = owners
  }

  func write(_ keys: some Collection<StoredKey>, to writer: inout ExportWriter) throws(StoreError) {
    try writer.write(head(count: keys.count))
    var index = 0
    for stored in keys {
      guard let row = ExportedRow(stored) else { continue }
      let startsStatement = index.isMultiple(of: Self.rowsPerStatement)
      try writer.write { text in
        if startsStatement {
          if index > 0 { text.append(text: Self.end) }
          text.append(text: start)
        } else {
          text.append(text: ",\n")
        }
        append(row, to: &text)
      }
      index += 1
    }
    if index > 0 { try writer.write(Self.end) }
    try writer.write("COMMIT;\n")
    let digest = try writer.seal()
    try writer.write(ExportSeal.end(.sql, digest: digest))
  }

  private func head(count: Int) -> String {
    """
    -- keyferry export: \(count) \(count == 1 ? "key" : "keys") for dj-stripe \(hasStripeData ? "2.9 and later" : "2.4 to 2.8"), on SQLite and PostgreSQL
    -- a key that is there already stays as it is
    BEGIN;

    """
  }

  private var start: String {
    "INSERT INTO \(DjStripeTables.keys) (secret, livemode, djstripe_created, djstripe_updated, id, type, "
      + (hasStripeData ? "stripe_data, " : "") + (owners == nil ? "" : "djstripe_owner_account_id, ")
      + "name) VALUES\n"
  }

  private static let end = "\nON CONFLICT (secret) DO NOTHING;\n"

  private func append(_ row: ExportedRow, to text: inout [UInt8]) {
    // Letters, digits, `_` and `-`. Far from the name, around which a client might quote the line in a warning.
    text.append(text: "('")
    row.key.secret.reveal { text.append(contentsOf: $0) }
    text.append(text: row.key.mode.livemode ? "', TRUE, " : "', FALSE, ")
    append(time: row.created, to: &text)
    append(time: row.updated, to: &text)
    append(literal: row.id, to: &text)
    text.append(text: ", '\(row.key.type.rawValue)', \(hasStripeData ? "'{}', " : "")")
    append(owner: row.account, to: &text)
    append(literal: row.name, to: &text)
    text.append(UInt8(ascii: ")"))
  }

  /// The account where the database has it, and none where it has not: nothing is made up, and nothing dangles.
  private func append(owner: String?, to text: inout [UInt8]) {
    guard let owners else { return }
    guard let owner else { return text.append(text: "NULL, ") }
    let column = owners == .id ? "id" : "djstripe_id"
    text.append(text: "(SELECT \(column) FROM \(DjStripeTables.accounts) WHERE id = ")
    append(literal: owner, to: &text)
    text.append(text: "), ")
  }

  /// With its offset: PostgreSQL would take a time without one for the session's, and Django reads both on SQLite.
  private func append(time: Timestamp, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "'"))
    text.append(contentsOf: time.djStripeText)
    text.append(text: "+00:00', ")
  }

  /// A text as both engines read it, and PostgreSQL with `standard_conforming_strings` on or off.
  ///
  /// A backslash is the first character of two: they are one where a backslash escapes, and two where it does not.
  private func append(literal: String, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "'"))
    for byte in literal.utf8 {
      switch byte {
      case UInt8(ascii: "'"): text.append(text: "''")
      case UInt8(ascii: "\\"): text.append(text: #"' || substr('\\', 1, 1) || '"#)
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "'"))
  }
}
