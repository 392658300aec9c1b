import Glibc
import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

@Suite("Exports") struct ExportTests {
  let scratch = Scratch()

  /// Three keys; the oldest is not the first by its bytes.
  private func filled(_ kind: Kind = .sqlite) throws -> any KeyStore {
    let store = scratch.store(kind)
    try store.create(.sample(1, mode: .live, name: "STRIPE_LIVE_SECRET_KEY"))
    try store.write([.create(.sample(2, type: .publishable, mode: .live, name: "Our \\ 'shop'"))], at: .second)
    try store.write([.create(.sample(3, mode: .live, name: "STRIPE_LIVE_SECRET_KEY"))], at: .second)
    return store
  }

  private func export(
    _ store: any KeyStore, _ format: ExportFormat, to name: String = "out", version: String? = nil,
    accountsBy field: String? = nil
  ) throws {
    let options = try KeyExport.Options(version: version, accountsBy: field)
    try KeyExport(try store.snapshot(), for: [format], options: options)
      .write(format, toFile: scratch[name], lockTimeout: 1)
  }

  @Test("a file is its owner's alone, written again where nobody changed it, and left alone otherwise")
  func files() throws {
    let store = try filled()
    for format in ExportFormat.allCases {
      try export(store, format)
      #expect(scratch.mode("out") == 0o600)
      let before = scratch.bytes("out")
      try export(store, format)
      #expect(scratch.bytes("out") == before)
      for changed in [before + [0x0A], Array(before.dropLast(2)), [0x20] + before.dropFirst()] {
        scratch.write("out", changed)
        #expect(throws: ExportError.self, "\(format)") { try export(store, .dotenv) }
        #expect(scratch.bytes("out") == changed)
      }
      unlink(scratch["out"])
    }
    #expect(scratch.entries == ["keys"])
  }

  @Test(
    "nothing goes onto a database, a file of a person's, a folder or a device",
    arguments: ["keys", "other.json", "note", "folder", "null"], ExportFormat.allCases)
  func taken(name: String, format: ExportFormat) throws {
    let store = try filled()
    try scratch.store(.json, "other.json").create(.sample(9))
    scratch.write("note", "DATABASE_URL=x\n")
    mkdir(scratch["folder"], 0o700)
    symlink("/dev/null", scratch["null"])
    let before = scratch.bytes(name)
    #expect(throws: ExportError.self) { try export(store, format, to: name) }
    #expect(scratch.bytes(name) == before)
    #expect(scratch.entries == ["folder", "keys", "note", "null", "other.json"])
  }

  @Test("a JSON export is a database from its first write on, and then no export's to replace")
  func earlier() throws {
    let store = try filled()
    try export(store, .json)
    let first = scratch.bytes("out")
    try store.create(.sample(4))
    try export(store, .json)
    #expect(scratch.bytes("out") != first)
    let copy = scratch.store(.json, "out")
    #expect(try copy.snapshot().keys.count == 4)
    try copy.create(.sample(5))
    #expect(throws: ExportError.taken(path: scratch["out"])) { try export(store, .json) }
    #expect(try copy.snapshot().keys.count == 5)
    #expect(!scratch.text("out").contains("export"))
  }

  @Test("JSON reads back to the same rows, and from rows with other ids to ids that are the same every time")
  func json() throws {
    let store = try filled(.json)
    try export(store, .json)
    let copies = try scratch.store(.json, "out").snapshot().keys
    #expect(try store.snapshot().keys.elementsEqual(copies) { $0.isSame(as: $1) })
    let rows = try store.snapshot().keys.map { key in
      StoredKey(
        id: "djstripe_mk_x", secret: key.secret, type: key.type, livemode: key.livemode, name: key.name, account: nil,
        created: key.created, updated: key.updated, occurrences: [])
    }
    let snapshot = StoreSnapshot(location: "db", revision: "", exists: true, permissions: nil, keys: rows)
    for name in ["a", "b"] {
      try KeyExport(snapshot, for: [.json]).write(.json, toFile: scratch[name], lockTimeout: 1)
    }
    #expect(scratch.bytes("a") == scratch.bytes("b"))
    let read = try scratch.store(.json, "a").snapshot().keys
    #expect(read.map(\.secret) == rows.map(\.secret))
    #expect(Set(read.map(\.id)).count == 3)
    #expect(read.allSatisfy { $0.id.utf8.count == 15 })
  }

  @Test("a .env has the oldest key under a name that two have, and made names that are nobody else's")
  func dotenv() throws {
    let store = try filled()
    try store.create(.sample(5, type: .publishable, mode: .live, name: "STRIPE_LIVE_PUBLIC_KEY"))
    try store.create(.sample(6, type: .restricted, name: ""))
    try store.create(.sample(7, mode: .live, name: "1st key\n# x"))
    try export(store, .dotenv)
    let lines = scratch.text("out").split(separator: "\n").map(String.init)
    let names = lines.filter { !$0.hasPrefix("#") }.map { String($0.prefix { $0 != "=" }) }
    #expect(
      names.sorted() == [
        "STRIPE_LIVE_PUBLIC_KEY", "STRIPE_LIVE_PUBLIC_KEY_2", "STRIPE_LIVE_SECRET_KEY", "STRIPE_LIVE_SECRET_KEY_2",
        "STRIPE_LIVE_SECRET_KEY_3", "STRIPE_TEST_RESTRICTED_KEY",
      ])
    #expect(lines.contains("STRIPE_LIVE_SECRET_KEY=" + TestKeys.text(.secret, .live, seed: 1)))
    #expect(lines.contains("# in the database: 1st key\\u{A}# x"))
  }

  @Test(
    "the SQL makes the same rows on dj-stripe's tables, once, oldest first, with the accounts that are there",
    arguments: [("2.8", false, "id"), ("2.11", true, "id"), ("2.11", true, "djstripe_id")])
  func sql(version: String, hasStripeData: Bool, field: String) throws {
    let store = try filled()
    var tied = KeyFields.sample(8, name: "\u{1B}\u{0}😀;--\\")
    tied = KeyFields(
      secret: tied.secret, type: tied.type, livemode: tied.livemode, name: tied.name, account: "acct_'1",
      occurrences: [])
    try store.write([.create(tied)], at: .second)
    try export(store, .sql, version: version, accountsBy: field)
    let shell = try SQLiteShell(scratch["db"])
    try shell.run(
      """
      CREATE TABLE djstripe_account (djstripe_id integer NOT NULL PRIMARY KEY, id varchar(255) NOT NULL UNIQUE);
      CREATE TABLE djstripe_apikey (djstripe_id integer NOT NULL PRIMARY KEY AUTOINCREMENT, livemode bool NOT NULL,
        created datetime NULL, djstripe_created datetime NOT NULL, djstripe_updated datetime NOT NULL,
        id varchar(255) NOT NULL, type varchar(255) NOT NULL, name varchar(100) NOT NULL,
        secret varchar(128) NOT NULL UNIQUE, djstripe_owner_account_id \(field == "id" ? "varchar(255)" : "bigint") NULL
          REFERENCES djstripe_account(\(field)) DEFERRABLE INITIALLY DEFERRED
        \(hasStripeData ? ", stripe_data text NOT NULL CHECK (JSON_VALID(stripe_data))" : ""));
      INSERT INTO djstripe_account VALUES (7, 'acct_''1');
      """)
    for _ in 0..<2 { try shell.run(scratch.text("out")) }
    #expect(try shell.text("SELECT count(*) FROM djstripe_apikey") == "4")
    #expect(try shell.text("SELECT secret FROM djstripe_apikey WHERE djstripe_id = 1").count == 107)
    #expect(
      try shell.text("SELECT name || livemode || type || djstripe_created FROM djstripe_apikey WHERE djstripe_id = 1")
        == "STRIPE_LIVE_SECRET_KEY1secret2026-11-23 07:00:00.000001+00:00")
    #expect(try shell.text("SELECT name FROM djstripe_apikey WHERE type = 'publishable'") == "Our \\ 'shop'")
    let owner = try shell.text("SELECT djstripe_owner_account_id FROM djstripe_apikey WHERE NOT livemode")
    #expect(owner == (field == "id" ? "acct_'1" : "7"))
    #expect(try shell.text("SELECT name FROM djstripe_apikey WHERE NOT livemode") == "\u{1B}\u{FFFD}😀;--\\")
  }

  @Test("what a format has no place for is refused by the row's id, before anything is written")
  func misfits() throws {
    let store = try filled()
    try store.write([
      .create(KeyFields(secret: Secret(Array("no key".utf8)), type: .secret, livemode: true, name: "", occurrences: []))
    ])
    for format in ExportFormat.allCases where format != .json {
      #expect(throws: ExportError.self) { try export(store, format) }
    }
    try export(store, .json)
    let long = scratch.store(.json, "long")
    try long.write([
      .create(
        KeyFields(
          secret: TestKeys.secret(seed: 1, bodyLength: 130), type: .secret, livemode: false, name: "", occurrences: []))
    ])
    #expect(throws: ExportError.self) { try export(long, .sql, to: "x") }
    #expect(throws: ExportError.self) { try export(long, .djangoFixture, to: "x") }
    try export(long, .dotenv, to: "y")
    #expect(throws: ExportError.fixtureByNumber) {
      try export(store, .djangoFixture, to: "x", accountsBy: "djstripe_id")
    }
    #expect(scratch.entries == ["keys", "long", "out", "y"])
  }

  @Test("a long export is sealed as well, and its seal holds")
  func long() throws {
    let store = scratch.store(.json)
    try store.write((0..<1500).map { .create(.sample(UInt64($0 + 1))) })
    for format in ExportFormat.allCases {
      try export(store, format)
      try export(store, format)
      #expect(scratch.bytes("out").count > 150_000)
      unlink(scratch["out"])
    }
  }

  @Test("no error of an export shows a key")
  func redaction() throws {
    let store = try filled()
    scratch.write("out", "x")
    do {
      try export(store, .sql)
    } catch {
      #expect(!TestKeys.leaks([TestKeys.text(.secret, .live, seed: 1)], in: "\(error) \(String(reflecting: error))"))
    }
  }
}
