import KeyPlanning
@_spi(Reveal) import KeySecrets

/// A change that does not fit what the table holds.
struct RowMismatch: Error {}

/// Carries changes out on the table of keys, one statement each, prepared once and bound without copies.
///
/// In the order of the secrets, which is the table's: every page is filled once and left behind.
struct SQLiteKeyWriter {
  private let connection: OpaquePointer
  private var ids: KeyIDs

  init(_ connection: OpaquePointer, ids: KeyIDs) {
    self.connection = connection
    self.ids = ids
  }

  mutating func write(_ changes: [Change], now: Timestamp) throws {
    let insert = try SQLiteStatement(connection, "INSERT INTO keys VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?9, ?7, ?8)")
    let update = try SQLiteStatement(
      connection,
      "UPDATE keys SET type = ?3, livemode = ?4, name = ?5, account = ?6, updated = ?7, occurrences = ?8 WHERE secret = ?1 AND id = ?2"
    )
    let delete = try SQLiteStatement(connection, "DELETE FROM keys WHERE secret = ?1 AND id = ?2")
    let time = now.iso8601
    try time.withUnsafeBufferPointer { time in
      insert.bind(7, time)
      update.bind(7, time)
      for change in changes {
        switch change {
        case .create(let fields):
          let id = ids()
          let created = fields.created.map(\.iso8601)
          try id.withUnsafeBufferPointer { id in
            guard let created else {
              insert.bind(9, time)
              return try Self.run(insert, fields, id: id, account: fields.account)
            }
            try created.withUnsafeBufferPointer { created in
              insert.bind(9, created)
              try Self.run(insert, fields, id: id, account: fields.account)
            }
          }
        case .update(let stored, let fields, _):
          var id = stored.id
          try id.withUTF8 { try Self.run(update, fields, id: $0, account: change.account) }
        case .remove(let stored): try Self.run(delete, stored)
        case .keep, .restore: break
        }
      }
    }
  }

  private static func run(
    _ statement: borrowing SQLiteStatement, _ fields: KeyFields, id: UnsafeBufferPointer<UInt8>, account: String?
  ) throws {
    statement.bind(2, id)
    statement.bind(3, fields.type.columnText)
    statement.bind(4, fields.livemode ? 1 : 0)
    var name = fields.name
    let isWithoutAccount = account == nil
    var account = account ?? ""
    var occurrences: [UInt8] = []
    occurrences.reserveCapacity(fields.occurrences.count * 96 + 2)
    OccurrenceText.append(fields.occurrences, to: &occurrences)
    try fields.secret.reveal { secret in
      statement.bind(1, secret)
      try name.withUTF8 { name in
        statement.bind(5, name)
        try account.withUTF8 { account in
          if isWithoutAccount { statement.bindNull(6) } else { statement.bind(6, account) }
          try occurrences.withUnsafeBufferPointer { occurrences in
            statement.bind(8, occurrences)
            guard try statement.run() == 1 else { throw RowMismatch() }
          }
        }
      }
    }
  }

  private static func run(_ delete: borrowing SQLiteStatement, _ stored: StoredKey) throws {
    var id = stored.id
    try id.withUTF8 { id in
      delete.bind(2, id)
      try stored.secret.reveal { secret in
        delete.bind(1, secret)
        guard try delete.run() == 1 else { throw RowMismatch() }
      }
    }
  }
}
