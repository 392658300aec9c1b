import Glibc
import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

/// What holds where the history is foreign, damaged, or may not be written: the keys are written all the same, what
/// needs the history is refused, and nothing of anybody else's is touched.
@Suite("A hindered history") struct HinderedHistoryTests {
  let scratch = Scratch()

  private func run(_ kind: Kind, _ sql: String) throws {
    if kind.isPostgreSQL { try scratch.database.psql(sql) } else { try SQLiteShell(scratch["keys"]).run(sql) }
  }

  private func text(_ kind: Kind, _ sql: String) throws -> String {
    if kind.isPostgreSQL { return try scratch.database.psql(sql) }
    return try SQLiteShell(scratch["keys"]).text(sql)
  }

  /// A store whose last write removed the first of three keys.
  private func removed(_ kind: Kind) throws -> any KeyStore {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3))
    try store.write([.remove(try #require(try store.snapshot().keys.first))], at: .second)
    return store
  }

  private func forget(_ store: any KeyStore) throws {
    try store.apply(.forgetting(revision: try store.snapshot().revision), now: .third)
  }

  /// The keys can be written, with a warning; an undo finds nothing; what is kept is not said to be forgotten.
  private func expectHindered(_ store: any KeyStore, _ kind: Kind) throws {
    let undo = ApprovedPlan.undoing(try bareUndo(store))
    #expect(try store.history().hindrance != nil)
    #expect(throws: NoUndo.self) { try store.undo() }
    let before = scratch.contents(kind)
    for plan in [.forgetting(revision: try store.snapshot().revision), undo] as [ApprovedPlan] {
      let result = Result { try store.apply(plan, now: .third) }
      guard case .failure(StoreError.historyUnusable) = result else {
        Issue.record("\(plan.purpose): \(result)")
        continue
      }
    }
    #expect(scratch.contents(kind) == before)
    #expect(scratch.entries == kind.entries)
    let count = try store.snapshot().keys.count
    let receipt = try store.create(.sample(9), at: .third)
    #expect(receipt.unrecorded != nil)
    #expect(try store.snapshot().keys.count == count + 1)
    try store.checkIntegrity()
  }

  /// The removal of the keys that are there, as an undo made ready before the history was spoiled.
  private func bareUndo(_ store: any KeyStore) throws -> Undo {
    let snapshot = try store.snapshot()
    let entry = HistoryEntry(
      time: .first, note: .sample, counts: ChangeCounts(removed: 1), keys: snapshot.keys.count)
    let row = StoredKey(
      id: "x", secret: TestKeys.secret(.secret, .test, seed: 77), type: .secret, livemode: false, name: "",
      account: nil, created: .first, updated: .first, occurrences: [], number: 77)
    let kept = KeptUndo(revision: snapshot.revision, made: nil, previous: [row])
    return try Undo(of: StoreHistory(entries: [entry], undo: kept), on: snapshot)
  }

  @Test(
    "somebody's table of the name of that with the entries, or of that with the rows as they were, is left alone",
    arguments: Kind.inSQL, [0, 1])
  func foreignTable(kind: Kind, table: Int) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    try scratch.dropHistory(kind)
    try run(kind, "CREATE TABLE \(kind.past[table]) (note text)")
    try run(kind, "INSERT INTO \(kind.past[table]) VALUES ('mine')")
    try expectHindered(store, kind)
    #expect(try text(kind, "SELECT note FROM \(kind.past[table])") == "mine")
  }

  @Test("so it is beside a history of keyferry's", arguments: Kind.inSQL)
  func foreignRowsBeside(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    if kind.isPostgreSQL { try run(kind, "DROP TABLE \(kind.past[1])") }
    try run(kind, "CREATE TABLE \(kind.past[1]) (secret text, note text)")
    try run(kind, "INSERT INTO \(kind.past[1]) VALUES ('x', 'mine')")
    try expectHindered(store, kind)
    #expect(try text(kind, "SELECT note FROM \(kind.past[1])") == "mine")
  }

  @Test("rows as they were without a history that tells of them are left alone", arguments: Kind.inSQL)
  func rowsAlone(kind: Kind) throws {
    let store = try removed(kind)
    try run(kind, "DROP TABLE \(kind.past[0])")
    try expectHindered(store, kind)
    #expect(try text(kind, "SELECT count(*) FROM \(kind.past[1])") == "1")
  }

  @Test("names are told apart as the database does", arguments: [Kind.sqlite, .djStripe24, .djStripe211], [0, 1])
  func letters(kind: Kind, table: Int) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    try scratch.dropHistory(kind)
    try run(kind, "CREATE TABLE \(kind.past[table].uppercased()) (note text)")
    try expectHindered(store, kind)
  }

  @Test(
    "what would write or refuse on its own is not set off", arguments: [Kind.djStripe24, .djStripe211],
    [
      "CREATE TRIGGER t AFTER INSERT ON keyferry_history BEGIN DELETE FROM djstripe_apikey; END",
      "CREATE TRIGGER t BEFORE UPDATE ON KEYFERRY_HISTORY BEGIN SELECT RAISE(ABORT, 'no'); END",
      "CREATE TRIGGER t AFTER INSERT ON keyferry_undo BEGIN DELETE FROM djstripe_apikey; END",
      "CREATE UNIQUE INDEX i ON keyferry_history (keys)",
    ])
  func triggers(kind: Kind, sql: String) throws {
    let store = try removed(kind)
    try run(kind, sql)
    try expectHindered(store, kind)
  }

  @Test(
    "an entry that is none of keyferry's hinders, whatever it says", arguments: Kind.inSQL,
    ["number = 9223372036854775807", "created = -1", "keys = -9223372036854775807"])
  func damagedEntry(kind: Kind, damage: String) throws {
    let store = try removed(kind)
    try run(kind, "UPDATE \(kind.past[0]) SET \(damage) WHERE number = 2")
    let entries = try text(kind, "SELECT count(*) FROM \(kind.past[0])")
    try expectHindered(store, kind)
    #expect(try text(kind, "SELECT count(*) FROM \(kind.past[0])") == entries)
  }

  @Test("so does one of a document, which is passed on as it is")
  func damagedDocument() throws {
    for (text, damage) in [
      ("\"command\": \"sync\"", "\"command\": 5"), ("\"created\": 3", "\"created\": -3"), ("\"plan\"", "\"plane\""),
    ] {
      unlink(scratch["keys"])
      let store = try removed(.json)
      scratch.write("keys", scratch.text().replacing(text, with: damage))
      try expectHindered(store, .json)
      #expect(scratch.text().contains(damage))
      #expect(scratch.text().contains("\"undo\": {"))
    }
  }

  @Test("kept rows that can't be read can't be put back, and can be forgotten", arguments: Kind.allCases)
  func damagedRows(kind: Kind) throws {
    let store = try removed(kind)
    switch kind {
    case .json: scratch.write("keys", scratch.text().replacing("\"last\": null", with: "\"last\": 5"))
    case .sqlite: try run(kind, "UPDATE undo SET created = 'yesterday'")
    case .djStripe24, .djStripe211: try run(kind, "UPDATE keyferry_undo SET djstripe_created = 'yesterday'")
    case .postgresql, .djStripe24PostgreSQL, .djStripe211PostgreSQL:
      try run(kind, "UPDATE \(kind.past[1]) SET row = '[1]'")
    }
    // In a file of keyferry's own layout that counts as a change of the store.
    if kind != .sqlite { #expect(try store.history().undo?.damage != nil) }
    #expect(throws: NoUndo.self) { try store.undo() }
    try forget(store)
    #expect(try store.history().undo == nil)
    #expect(try store.history().hindrance == nil)
    #expect(try store.snapshot().keys.count == 2)
  }

  @Test("a kept row that holds no key is not put back, and the refusal says which", arguments: Kind.allCases)
  func noKey(kind: Kind) throws {
    guard kind != .sqlite else { return }  // There it counts as a change of the store.
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3))
    let keys = try store.snapshot().keys
    try store.write([.remove(keys[0]), .remove(keys[1]), .keep(keys[2])], at: .second)
    let secret = TestKeys.text(
      seed: [1, 2, 3].first { TestKeys.secret(.secret, .test, seed: $0) == keys[0].secret } ?? 0)
    switch kind {
    case .json: scratch.write("keys", scratch.text().replacing(secret, with: "not a key"))
    case .sqlite, .djStripe24, .djStripe211:
      try run(kind, "UPDATE \(kind.past[1]) SET secret = 'not a key' WHERE secret = '\(secret)'")
    case .postgresql, .djStripe24PostgreSQL, .djStripe211PostgreSQL:
      try run(kind, "UPDATE \(kind.past[1]) SET row = replace(row::text, '\(secret)', 'not a key')::json")
    }
    let before = scratch.contents(kind)
    #expect(try store.history().obstacle == "row 1 of 2 that were kept holds no key")
    #expect(throws: NoUndo.self) { try store.undo() }
    #expect(scratch.contents(kind) == before)
    try forget(store)
    #expect(try store.history().undo == nil)
  }

  @Test(
    "a kept row whose mode is none, nor its key's, is not put back", arguments: [Kind.djStripe24, .djStripe211],
    [("'z'", KeyMode.live), ("x'01'", .live), ("2", .test), ("-1", .test)])
  func noMode(kind: Kind, damage: (value: String, of: KeyMode)) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1, mode: damage.of))
    try store.write([.remove(try store.snapshot().keys[0])], at: .second)
    try run(kind, "UPDATE keyferry_undo SET livemode = \(damage.value)")
    let before = scratch.contents(kind)
    #expect(try store.history().obstacle == "livemode of a row in keyferry_undo is neither 0 nor 1, nor its key's")
    #expect(throws: NoUndo.self) { try store.undo() }
    #expect(scratch.contents(kind) == before)
  }

  @Test("kept rows of which some are gone are known not to be all, by the history alone", arguments: Kind.allCases)
  func fewerRows(kind: Kind) throws {
    guard kind != .sqlite else { return }  // There it counts as a change of the store.
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3))
    let keys = try store.snapshot().keys
    try store.write([.remove(keys[0]), .remove(keys[1]), .keep(keys[2])], at: .second)
    #expect(try store.history().obstacle == nil)
    if kind == .json {
      let text = scratch.text()
      let start = try #require(text.ranges(of: "\"keys\": [").last?.upperBound)
      let end = try #require(text[start...].ranges(of: "\n    ]").last?.lowerBound)
      scratch.write("keys", String(text[..<start]) + String(text[end...]))
    } else {
      try run(kind, "DELETE FROM \(kind.past[1])")
    }
    #expect(try store.history().undo?.isCurrent == true)
    #expect(try store.history().obstacle == "it has 0 rows, and 2 were kept")
    let before = scratch.contents(kind)
    #expect(throws: NoUndo.self) { try store.undo() }
    #expect(scratch.contents(kind) == before)
  }

  @Test("an undo that was forgotten, or made, in the meantime is not made", arguments: Kind.allCases)
  func overtaken(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    try store.create(.sample(2), at: .second)
    let ready = try Undo(of: try store.history(), on: try store.snapshot())
    try forget(store)
    let before = scratch.contents(kind)
    #expect(throws: StoreError.stale(path: store.location)) { try store.apply(.undoing(ready), now: .third) }
    #expect(scratch.contents(kind) == before)
    #expect(scratch.entries == kind.entries)
  }

  @Test(
    "what this user may not write is not said to be forgotten, nor undone", .enabled(if: PostgreSQLServer.isUsable),
    arguments: Kind.postgreSQL)
  func rights(kind: Kind) throws {
    let mine = try removed(kind)
    let role = "r" + scratch.database.name
    try run(
      kind,
      """
      CREATE ROLE \(role) LOGIN PASSWORD 'p'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role);
      GRANT INSERT, UPDATE, DELETE ON \(kind.isDjStripe ? kind.table : "keyferry_store, keyferry_keys") TO \(role)
      """)
    let address = try #require(
      try PostgreSQLAddress(scratch.database.url(user: role, password: "p"), mayHoldPassword: true))
    let store = PostgreSQLStore(address, lockTimeout: 5, backupDirectory: scratch.path)
    let before = scratch.contents(kind)
    let why = "this user may not write \(kind.past[0]) and \(kind.past[1])"
    for attempt in [forget, { try $0.undo() }] as [(any KeyStore) throws -> Void] {
      #expect(throws: StoreError.historyUnusable(path: store.location, why: why)) { try attempt(store) }
    }
    #expect(scratch.contents(kind) == before)
    #expect(try text(kind, "SELECT count(*) FROM \(kind.past[1])") == "1")
    try mine.undo()
    try run(kind, "DROP OWNED BY \(role); DROP ROLE \(role)")
  }
}
