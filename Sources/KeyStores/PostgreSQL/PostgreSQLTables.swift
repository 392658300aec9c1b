import KeyPlanning

/// keyferry's own tables.
struct PostgreSQLTables: PostgreSQLLayout {
  let connection: PostgreSQLConnection
  /// As messages name the database.
  let location: String
  private var exists = false
  /// Those of the rows that are made.
  private var ids = KeyIDs(now: Timestamp(microseconds: 0), after: nil)
  /// How many rows there should be after the write.
  private var expectedCount = 0
  private var past: PostgreSQLHistory

  init(_ connection: PostgreSQLConnection, location: String) {
    self.connection = connection
    self.location = location
    past = PostgreSQLHistory(connection, .own)
  }

  var unrecorded: String? { past.hindrance }

  mutating func lock() throws -> String {
    exists = try exist()
    guard exists else { return StoreRevision.absent }
    try connection.run("LOCK TABLE keyferry_store, keyferry_keys IN SHARE ROW EXCLUSIVE MODE")
    return try revision()
  }

  mutating func read() throws -> PostgreSQLContents? {
    guard try exist() else { return nil }
    do {
      let reader = try PostgreSQLKeyReader.read(connection)
      return PostgreSQLContents(
        revision: try revision(count: reader.keys.count, writerSum: reader.writerSum), keys: reader.keys)
    } catch is RowDamage {
      throw StoreError.corrupt(path: location, why: "a row is no key's")
    } catch is JSONFailure {
      throw StoreError.corrupt(path: location, why: "a row's occurrences are damaged")
    }
  }

  mutating func write(_ plan: ApprovedPlan, now: Timestamp) throws {
    if !exists { try create() }
    expectedCount = plan.changes.reduce(try state().count) { $0 + $1.growth }
    try connection.run("UPDATE keyferry_store SET revision = $1", [SQLiteRevision.newToken()])
    ids = KeyIDs(now: now, after: try connection.run("SELECT max(id) FROM keyferry_keys").text())
    try past.begin(plan)
    try plan.check(past.hindrance, path: location)
    var writer = PostgreSQLKeyWriter(connection, ids: ids)
    try writer.write(plan.changes, now: now) { if plan.purpose == .change { try past.copy($0) } }
    try past.restore(plan)
  }

  mutating func remember(_ plan: ApprovedPlan, _ note: WriteNote, revision: String, now: Timestamp) throws {
    let counts = ChangeCounts(plan.changes)
    let entry = HistoryEntry(time: now, note: note, counts: counts, keys: expectedCount)
    try past.end(entry, plan.purpose, revision: revision, made: ids.ends(of: counts.created))
    try plan.check(past.hindrance, path: location)
  }

  mutating func history() throws -> StoreHistory {
    guard try exist() else { return .absent }
    return try past.read(revision: revision) { source in
      try PostgreSQLKeyReader.read(connection, PostgreSQLSchema.copyKeys(from: source)).keys
    }
  }

  func revision() throws -> String {
    let state = try state()
    return try revision(count: state.count, writerSum: state.writerSum)
  }

  func holds(_ keys: [StoredKey], _ changes: [Change], now: Timestamp) -> Bool {
    var readBack = ReadBack(now: now, ids: ids)
    return readBack.holds(keys, changes, count: expectedCount)
  }

  /// Whether they are there.
  ///
  /// - Throws: for tables that are not what a keyferry made.
  private func exist() throws -> Bool {
    let names = try connection.run(
      "SELECT to_regclass('keyferry_store') IS NOT NULL, to_regclass('keyferry_keys') IS NOT NULL")
    let (store, keys) = (names.text(0, 0) == "t", names.text(0, 1) == "t")
    guard store || keys else { return false }
    guard store, keys else {
      throw StoreError.notKeyDatabase(path: location, why: "has one of keyferry's two tables, and not the other")
    }
    let row = try connection.run("SELECT version FROM keyferry_store")
    guard row.rowCount == 1, let version = row.text().flatMap({ Int($0) }), version > 0 else {
      throw StoreError.corrupt(path: location, why: "keyferry_store does not say its version")
    }
    guard version <= PostgreSQLSchema.version else {
      throw StoreError.newerVersion(path: location, version: version, supported: PostgreSQLSchema.version)
    }
    guard try connection.run(PostgreSQLSchema.shape).text() == PostgreSQLSchema.expectedShape else {
      throw StoreError.corrupt(path: location, why: "keyferry_keys is not as keyferry made it")
    }
    return true
  }

  private func create() throws(PostgreSQLFailure) {
    for step in PostgreSQLSchema.migrations.joined() { try connection.run(step) }
    try connection.run("UPDATE keyferry_store SET version = $1", [String(PostgreSQLSchema.version)])
  }

  /// How many keys there are, and what the numbers of their writers add up to.
  private func state() throws -> (count: Int, writerSum: UInt64) {
    try connection.writers(of: "keyferry_keys", location: location)
  }

  private func revision(count: Int, writerSum: UInt64) throws -> String {
    guard let token = try connection.run("SELECT revision FROM keyferry_store").text() else {
      throw StoreError.corrupt(path: location, why: "it lacks its revision")
    }
    return "\(token).\(count).\(writerSum)"
  }
}

extension PostgreSQLConnection {
  /// How many rows a table of ours or dj-stripe's has, and what their writers' numbers add up to.
  ///
  /// Every write of anybody gives a row a number above all that were there. With as many rows as before the sum is then
  /// greater than before: two states never have both in common.
  func writers(of table: StaticString, location: String) throws -> (count: Int, writerSum: UInt64) {
    let row = try run("SELECT count(*), coalesce(sum(xmin::text::bigint), 0) FROM \(table)")
    guard let count = row.text(0, 0).flatMap({ Int($0) }), let sum = row.text(0, 1).flatMap({ UInt64($0) }) else {
      throw StoreError.corrupt(path: location, why: "its rows can't be counted")
    }
    return (count, sum)
  }
}
