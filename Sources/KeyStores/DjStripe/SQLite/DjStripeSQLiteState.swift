import GRDB
import KeyFacts
import KeyPlanning
import KeySecrets

/// dj-stripe's keys at one moment, and how to write them.
struct DjStripeSQLiteState {
  let layout: DjStripeLayout
  let accounts: DjStripeAccounts
  /// In the order of their secrets' bytes.
  let keys: [StoredKey]
  /// A digest of the table: all columns of all rows, and how it was made. Django writes its other tables all the time.
  let revision: String

  /// - Throws: ``StoreError/unfitColumn(path:column:why:)`` for a table that keyferry can't fill;
  ///   ``StoreError/corrupt(path:why:)`` for a row that can't be read.
  init(_ database: Database, path: String) throws {
    guard let tables = try DjStripeSQLiteCatalog.tables(database) else {
      throw StoreError.notKeyDatabase(
        path: path, why: "has no table \(DjStripeTables.keys): dj-stripe's migrations make it")
    }
    do throws(UnfitColumn) {
      layout = try DjStripeLayout(tables)
    } catch {
      throw StoreError.unfitColumn(path: path, column: error.column, why: error.why)
    }
    accounts = try DjStripeSQLiteCatalog.accounts(database, tables)
    let encoding = try String.fetchOne(database, sql: "PRAGMA encoding")
    guard encoding == "UTF-8" else { throw StoreError.notKeyDatabase(path: path, why: "holds its text in UTF-16") }
    let schema = try String.fetchAll(
      database, sql: "SELECT coalesce(sql, '') FROM sqlite_schema WHERE tbl_name = ? ORDER BY name",
      arguments: [DjStripeTables.keys])
    var reader = DjStripeSQLiteReader(accounts: accounts, schema: schema)
    do {
      keys = try reader.keys(try database.pointer, tables.columns.map(\.name))
    } catch let damage as DjStripeRowDamage {
      throw StoreError.corrupt(path: path, why: "\(damage.column) of a row in \(DjStripeTables.keys) \(damage.why)")
    }
    revision = reader.revision
  }
}

/// A row that neither keyferry nor dj-stripe could make sense of.
struct DjStripeRowDamage: Error {
  let column: String
  let why: String
}

/// Reads the table of keys, and takes its digest on the way.
struct DjStripeSQLiteReader {
  private static let blockSize = 1 << 18

  private let accounts: DjStripeAccounts
  private var digest: [UInt8] = []
  private var block: [UInt8] = []

  init(accounts: DjStripeAccounts, schema: [String]) {
    self.accounts = accounts
    for text in schema { add(Array(text.utf8)) }
  }

  /// Of all that was read.
  var revision: String { StoreRevision.digest(of: digest + block) }

  mutating func keys(_ connection: OpaquePointer, _ columns: [String]) throws -> [StoredKey] {
    let known: [DjStripeField] = [.number, .id, .type, .livemode, .name, .secret, .owner, .created, .updated]
    let others = columns.filter { name in !known.contains { $0.column == name } }
    let names = (known.map(\.column) + others).map(\.sqliteName).joined(separator: ", ")
    let row = try SQLiteStatement(
      connection, "SELECT \(names) FROM \(DjStripeTables.keys) ORDER BY secret COLLATE BINARY")
    var keys: [StoredKey] = []
    while try row.step() {
      let key = try self.key(row)
      if let last = keys.last, !(last.secret < key.secret) {
        throw DjStripeRowDamage(column: "secret", why: "is there twice, or out of order")
      }
      keys.append(key)
      for column in 0..<Int32(known.count + others.count) {
        block.append(row.isNull(column) ? 0 : 1)
        add(row.bytes(column))
      }
    }
    return keys
  }

  private func key(_ row: borrowing SQLiteStatement) throws(DjStripeRowDamage) -> StoredKey {
    let secret = Secret(Array(row.bytes(5)))
    return StoredKey(
      id: try text(row, 1, .id), secret: secret, type: KeyType(djStripe: try text(row, 2, .type), secret: secret),
      livemode: row.integer(3) != 0, name: try text(row, 4, .name), account: accounts.account(try owner(row)),
      created: try time(row, 7, .created), updated: try time(row, 8, .updated), occurrences: [],
      number: Int64(row.integer(0)))
  }

  private func owner(_ row: borrowing SQLiteStatement) throws(DjStripeRowDamage) -> DjStripeOwner? {
    if row.isNull(6) { return nil }
    return row.isInteger(6) ? .number(Int64(row.integer(6))) : .id(try text(row, 6, .owner))
  }

  private func text(
    _ row: borrowing SQLiteStatement, _ column: Int32, _ field: DjStripeField
  ) throws(DjStripeRowDamage) -> String {
    guard let text = String(validating: row.bytes(column), as: UTF8.self) else {
      throw DjStripeRowDamage(column: field.column, why: "is not UTF-8")
    }
    return text
  }

  private func time(
    _ row: borrowing SQLiteStatement, _ column: Int32, _ field: DjStripeField
  ) throws(DjStripeRowDamage) -> Timestamp {
    guard let time = Timestamp(djStripe: row.bytes(column)) else {
      throw DjStripeRowDamage(column: field.column, why: "is no time")
    }
    return time
  }

  /// A text behind its length, so that no two rows run into one another.
  private mutating func add(_ bytes: some Collection<UInt8>) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { block.append(contentsOf: $0) }
    block.append(contentsOf: bytes)
    if block.count > Self.blockSize {
      digest = sha256(digest + block)
      block.removeAll(keepingCapacity: true)
    }
  }
}

extension String {
  /// As a name in SQLite's statements.
  var sqliteName: String { "\"" + replacing("\"", with: "\"\"") + "\"" }
}
