import KeyPlanning
@_spi(Reveal) import KeySecrets

/// Carries changes out on dj-stripe's table of keys, every value bound and none in a statement's text.
struct DjStripeSQLiteWriter {
  private let connection: OpaquePointer
  private let state: DjStripeSQLiteState
  private let time: [UInt8]
  /// The ids of the rows that were made, in the order of the changes.
  private(set) var ids: [String] = []
  private var newIDs = DjStripeIDs()

  init(_ connection: OpaquePointer, state: DjStripeSQLiteState, now: Timestamp) {
    self.connection = connection
    self.state = state
    time = now.djStripeText
  }

  /// - Throws: ``RowMismatch`` for a change whose row is not there, ``DjStripeMisfit`` for an account that is not.
  mutating func write(_ changes: [Change]) throws {
    let columns = state.layout.inserted
    let insert = try SQLiteStatement(
      connection,
      """
      INSERT INTO \(DjStripeTables.keys) (\(columns.map(\.column.sqliteName).joined(separator: ", ")))
      VALUES (\(columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")))
      """)
    let update = try SQLiteStatement(connection, Self.update(with: ""))
    let tie = try SQLiteStatement(connection, Self.update(with: ", djstripe_owner_account_id = ?7"))
    let delete = try SQLiteStatement(
      connection, "DELETE FROM \(DjStripeTables.keys) WHERE djstripe_id = ?1 AND secret = ?2")
    let created = changes.oldestFirst
    ids = [String](repeating: "", count: created.count)
    for (position, index) in created {
      guard let fields = changes[index].made else { continue }
      let row = try DjStripeRow(fields, id: newIDs(), layout: state.layout, accounts: state.accounts)
      ids[position] = row.id
      try run(insert, row)
    }
    for change in changes {
      switch change {
      case .update(let stored, let fields, let stale):
        if stale.contains(.account) {
          try run(tie, stored, fields, owner: try state.accounts.owner(fields.account, state.layout.ownerForm))
        } else {
          try run(update, stored, fields, owner: nil)
        }
      case .remove(let stored):
        delete.bind(1, Int(stored.number))
        try stored.secret.reveal { secret in
          delete.bind(2, secret)
          guard try delete.run() == 1 else { throw RowMismatch() }
        }
      case .create, .keep, .restore: break
      }
    }
  }

  private static func update(with owner: String) -> String {
    """
    UPDATE \(DjStripeTables.keys) SET type = ?3, livemode = ?4, name = ?5, djstripe_updated = ?6\(owner)
    WHERE djstripe_id = ?1 AND secret = ?2
    """
  }

  private func run(_ insert: borrowing SQLiteStatement, _ row: DjStripeRow) throws {
    var texts: [[UInt8]] = []
    for field in state.layout.inserted {
      switch field {
      case .id: texts.append(Array(row.id.utf8))
      case .name: texts.append(Array(row.fields.name.utf8))
      case .created: texts.append(row.fields.created?.djStripeText ?? time)
      case .updated: texts.append(time)
      case .stripeData: texts.append(Array("{}".utf8))
      case .owner: texts.append(row.owner?.text ?? [])
      case .type, .livemode, .secret, .number, .stripeCreated: texts.append([])
      }
    }
    try row.fields.secret.reveal { secret in
      try Self.withBuffers(texts) { texts in
        for (index, field) in state.layout.inserted.enumerated() {
          let parameter = Int32(index + 1)
          switch field {
          case .secret: insert.bind(parameter, secret)
          case .type: insert.bind(parameter, row.fields.type.columnText)
          case .livemode: insert.bind(parameter, row.fields.livemode ? 1 : 0)
          case .owner: Self.bind(insert, parameter, row.owner, texts[index])
          default: insert.bind(parameter, texts[index])
          }
        }
        guard try insert.run() == 1 else { throw RowMismatch() }
      }
    }
  }

  private func run(
    _ update: borrowing SQLiteStatement, _ stored: StoredKey, _ fields: KeyFields, owner: DjStripeOwner?
  ) throws {
    let texts = [Array(fields.name.utf8), time, owner?.text ?? []]
    update.bind(1, Int(stored.number))
    update.bind(3, fields.type.columnText)
    update.bind(4, fields.livemode ? 1 : 0)
    try stored.secret.reveal { secret in
      update.bind(2, secret)
      try Self.withBuffers(texts) { texts in
        update.bind(5, texts[0])
        update.bind(6, texts[1])
        if let owner { Self.bind(update, 7, owner, texts[2]) }
        guard try update.run() == 1 else { throw RowMismatch() }
      }
    }
  }

  private static func bind(
    _ statement: borrowing SQLiteStatement, _ index: Int32, _ owner: DjStripeOwner?, _ text: UnsafeBufferPointer<UInt8>
  ) {
    switch owner {
    case nil: statement.bindNull(index)
    case .id: statement.bind(index, text)
    case .number(let number): statement.bind(index, Int(number))
    }
  }

  /// The bytes of all `texts` at once, which stay where they are while `body` runs.
  private static func withBuffers(
    _ texts: [[UInt8]], _ body: ([UnsafeBufferPointer<UInt8>]) throws -> Void
  ) rethrows {
    let all = texts.flatMap(\.self)
    try all.withUnsafeBufferPointer { bytes in
      var start = 0
      let buffers = texts.map { text in
        defer { start += text.count }
        return UnsafeBufferPointer(rebasing: bytes[start..<start + text.count])
      }
      try body(buffers)
    }
  }
}

extension DjStripeOwner {
  /// Empty for a number.
  fileprivate var text: [UInt8] {
    switch self {
    case .id(let id): Array(id.utf8)
    case .number: []
    }
  }
}
