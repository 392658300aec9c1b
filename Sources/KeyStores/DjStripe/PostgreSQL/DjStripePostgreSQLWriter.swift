import KeyPlanning
@_spi(Reveal) import KeySecrets

/// Carries changes out on dj-stripe's table: all of them by COPY into a table of their own, then a statement a kind.
struct DjStripePostgreSQLWriter {
  private let connection: PostgreSQLConnection
  private let layout: DjStripeLayout
  private let accounts: DjStripeAccounts
  /// The ids of the rows that were made, in the order of the changes.
  private(set) var ids: [String] = []
  private var newIDs = DjStripeIDs()
  private var rows = PostgreSQLChangeRows(fields: 10)
  private var counts: (created: Int, updated: Int, removed: Int) = (0, 0, 0)

  /// `place` numbers the rows to be made: `djstripe_id` counts them in that order.
  private static let createChanges = """
    CREATE TEMPORARY TABLE keyferry_changes (
      kind "char" NOT NULL, place bigint, secret text COLLATE "C" NOT NULL, number bigint, id text, type text,
      livemode boolean, name text, owner text, created timestamptz
    ) ON COMMIT DROP
    """
  private static let copyChanges = "COPY pg_temp.keyferry_changes FROM STDIN (FORMAT binary)"
  private static let remove = """
    DELETE FROM djstripe_apikey k USING pg_temp.keyferry_changes c
    WHERE c.kind = '-' AND k.djstripe_id = c.number AND k.secret = c.secret
    """

  init(_ connection: PostgreSQLConnection, _ layout: DjStripeLayout, _ accounts: DjStripeAccounts) {
    self.connection = connection
    self.layout = layout
    self.accounts = accounts
  }

  /// - Parameter beforeChanging: called when the server knows all changes and has made none, with the number of rows that
  ///   will not stay as they are.
  /// - Throws: ``RowMismatch`` for a change that does not fit what the table holds, ``DjStripeMisfit`` for an account
  ///   that is not there.
  mutating func write(
    _ changes: [Change], now: Timestamp, beforeChanging: (_ count: Int) throws -> Void
  ) throws {
    try connection.run(Self.createChanges)
    try connection.run(Self.copyChanges)
    for change in changes {
      try append(change)
      try rows.sendIfFull(connection)
    }
    let created = changes.oldestFirst
    ids = [String](repeating: "", count: created.count)
    for (place, (position, index)) in created.enumerated() {
      guard let fields = changes[index].made else { continue }
      try append(fields, place, position)
      try rows.sendIfFull(connection)
    }
    guard try rows.finish(connection) == counts.created + counts.updated + counts.removed else {
      throw RowMismatch()
    }
    try beforeChanging(counts.updated + counts.removed)
    let time = String(decoding: now.iso8601, as: UTF8.self)
    try run(Self.remove, [], counts.removed)
    try run(update, [time], counts.updated)
    try run(insert, [time], counts.created)
  }

  private func run(_ sql: String, _ values: [String], _ count: Int) throws {
    guard count > 0 else { return }
    guard try connection.run(sql, values).count == count else { throw RowMismatch() }
  }

  private var owner: String { layout.ownerForm == .number ? "c.owner::bigint" : "c.owner" }

  private var update: String {
    """
    UPDATE djstripe_apikey k SET type = c.type, livemode = c.livemode, name = c.name,
      djstripe_updated = $1::timestamptz,
      djstripe_owner_account_id = CASE c.kind WHEN '@' THEN \(owner) ELSE k.djstripe_owner_account_id END
    FROM pg_temp.keyferry_changes c
    WHERE c.kind IN ('~', '@') AND k.djstripe_id = c.number AND k.secret = c.secret
    """
  }

  private var insert: String {
    let values = layout.inserted.map { field in
      switch field {
      case .owner: owner
      case .created: "coalesce(c.created, $1::timestamptz)"
      case .updated: "$1::timestamptz"
      case .stripeData: "'{}'"
      case .id, .type, .livemode, .name, .secret, .number, .stripeCreated: "c." + field.column
      }
    }
    return """
      INSERT INTO djstripe_apikey (\(layout.inserted.map(\.column).joined(separator: ", ")))
      SELECT \(values.joined(separator: ", ")) FROM pg_temp.keyferry_changes c WHERE c.kind = '+' ORDER BY c.place
      """
  }

  private mutating func append(_ change: Change) throws(DjStripeMisfit) {
    switch change {
    case .update(let stored, let fields, let stale):
      counts.updated += 1
      let isTied = stale.contains(.account)
      begin(isTied ? "@" : "~", nil, stored.secret)
      rows.append(stored.number)
      rows.appendNull()
      append(fields, isTied ? try accounts.owner(fields.account, layout.ownerForm) : nil)
    case .remove(let stored):
      counts.removed += 1
      begin("-", nil, stored.secret)
      rows.append(stored.number)
      for _ in 0..<6 { rows.appendNull() }
    case .create, .keep, .restore: break
    }
  }

  private mutating func append(_ fields: KeyFields, _ place: Int, _ position: Int) throws(DjStripeMisfit) {
    counts.created += 1
    let row = try DjStripeRow(fields, id: newIDs(), layout: layout, accounts: accounts)
    ids[position] = row.id
    begin("+", place, fields.secret)
    rows.appendNull()
    rows.append(raw: row.id)
    append(fields, row.owner)
  }

  private mutating func begin(_ kind: Unicode.Scalar, _ place: Int?, _ secret: Secret) {
    rows.begin(kind)
    if let place { rows.append(Int64(place)) } else { rows.appendNull() }
    secret.reveal { rows.append(raw: $0) }
  }

  private mutating func append(_ fields: KeyFields, _ owner: DjStripeOwner?) {
    rows.append(fields.type.columnText)
    rows.append(fields.livemode)
    rows.append(raw: fields.name)
    switch owner {
    case nil: rows.appendNull()
    case .id(let id): rows.append(raw: id)
    case .number(let number): rows.append(raw: String(number))
    }
    rows.append(fields.created)
  }
}
