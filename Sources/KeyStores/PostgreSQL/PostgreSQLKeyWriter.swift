import KeyPlanning
@_spi(Reveal) import KeySecrets

/// Carries changes out on keyferry's own table: all of them by COPY into a table of their own, then a statement a kind.
struct PostgreSQLKeyWriter {
  private let connection: PostgreSQLConnection
  private var ids: KeyIDs
  private var rows = PostgreSQLChangeRows(fields: 9)
  /// How many changes there are of each kind.
  private var counts: (created: Int, updated: Int, removed: Int) = (0, 0, 0)

  private static let createChanges = """
    CREATE TEMPORARY TABLE keyferry_changes (
      kind "char" NOT NULL, secret text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, type text, livemode boolean,
      name text, account text, occurrences text, created timestamptz
    ) ON COMMIT DROP
    """
  private static let copyChanges = "COPY pg_temp.keyferry_changes FROM STDIN (FORMAT binary)"
  private static let remove = """
    DELETE FROM keyferry_keys k USING pg_temp.keyferry_changes c
    WHERE c.kind = '-' AND k.secret = c.secret AND k.id = c.id
    """
  private static let update = """
    UPDATE keyferry_keys k SET type = c.type, livemode = c.livemode, name = c.name, updated = $1::timestamptz,
      occurrences = c.occurrences, account = CASE c.kind WHEN '@' THEN c.account ELSE k.account END
    FROM pg_temp.keyferry_changes c WHERE c.kind IN ('~', '@') AND k.secret = c.secret AND k.id = c.id
    """
  private static let insert = """
    INSERT INTO keyferry_keys
    SELECT secret, id, type, livemode, name, account, coalesce(created, $1::timestamptz), $1::timestamptz, occurrences
    FROM pg_temp.keyferry_changes WHERE kind = '+'
    """

  init(_ connection: PostgreSQLConnection, ids: KeyIDs) {
    self.connection = connection
    self.ids = ids
  }

  /// - Parameter beforeChanging: called when the server knows all changes and has made none, with the number of rows that
  ///   will not stay as they are.
  /// - Throws: ``RowMismatch`` when a change does not fit what the table holds.
  mutating func write(
    _ changes: [Change], now: Timestamp, beforeChanging: (_ count: Int) throws -> Void
  ) throws {
    try connection.run(Self.createChanges)
    try connection.run(Self.copyChanges)
    for change in changes {
      append(change)
      try rows.sendIfFull(connection)
    }
    guard try rows.finish(connection) == counts.created + counts.updated + counts.removed else { throw RowMismatch() }
    try beforeChanging(counts.updated + counts.removed)
    let time = String(decoding: now.iso8601, as: UTF8.self)
    try run(Self.remove, [], counts.removed)
    try run(Self.update, [time], counts.updated)
    do {
      try run(Self.insert, [time], counts.created)
    } catch PostgreSQLFailure.notUnique {
      throw RowMismatch()
    }
  }

  private func run(_ sql: String, _ values: [String], _ count: Int) throws {
    guard count > 0 else { return }
    guard try connection.run(sql, values).count == count else { throw RowMismatch() }
  }

  private mutating func append(_ change: Change) {
    switch change {
    case .create(let fields):
      counts.created += 1
      begin("+", fields.secret)
      rows.append(raw: ids())
      append(fields)
    case .update(let stored, let fields, let stale):
      counts.updated += 1
      // An account is given only where the change names it.
      begin(stale.contains(.account) ? "@" : "~", stored.secret)
      rows.append(raw: stored.id)
      append(fields)
    case .remove(let stored):
      counts.removed += 1
      begin("-", stored.secret)
      rows.append(raw: stored.id)
      for _ in 0..<6 { rows.appendNull() }
    case .keep, .restore: break
    }
  }

  private mutating func begin(_ kind: Unicode.Scalar, _ secret: Secret) {
    rows.begin(kind)
    secret.reveal { rows.append(marked: $0) }
  }

  private mutating func append(_ fields: KeyFields) {
    rows.append(fields.type.columnText)
    rows.append(fields.livemode)
    rows.append(marked: fields.name)
    if let account = fields.account { rows.append(marked: account) } else { rows.appendNull() }
    rows.append { OccurrenceText.append(fields.occurrences, to: &$0) }
    rows.append(fields.created)
  }
}
