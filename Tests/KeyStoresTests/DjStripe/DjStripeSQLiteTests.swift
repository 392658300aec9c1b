import CSQLite
import Glibc
import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

@Suite("dj-stripe's table in SQLite") struct DjStripeSQLiteTests {
  let scratch = Scratch()

  private func store(_ shape: DjStripeShape, lockTimeout: Double = 10) -> any KeyStore {
    var status = stat()
    if lstat(scratch["keys"], &status) != 0 { shape.make(scratch["keys"]) }
    return DjStripeSQLiteStore(path: scratch["keys"], lockTimeout: lockTimeout)
  }

  private func shell() throws -> SQLiteShell { try SQLiteShell(scratch["keys"]) }

  /// A row as dj-stripe's admin makes it.
  private func insert(_ shape: DjStripeShape, _ seed: UInt64, owner: String = "NULL") throws {
    let data = shape == .fresh24 || shape == .fresh27 ? ("", "") : (", stripe_data", ", '{}'")
    try shell().run(
      """
      INSERT INTO djstripe_apikey (livemode, djstripe_created, djstripe_updated, id, type, name, secret,
        djstripe_owner_account_id\(data.0))
      VALUES (0, '2021-05-01 10:00:00', '2021-05-01 10:00:00.5', 'djstripe_mk_\(seed)', 'secret', '',
        '\(TestKeys.text(seed: seed))', \(owner)\(data.1))
      """)
  }

  @Test("a new row has what dj-stripe gives it, in every shape of the table", arguments: DjStripeShape.allCases)
  func newRow(shape: DjStripeShape) throws {
    try store(shape).create(.sample(1, name: "STRIPE_TEST_SECRET_KEY"))
    func value(_ column: String) throws -> String { try shell().text("SELECT \(column) FROM djstripe_apikey") }
    #expect(try value("djstripe_id") == "1")
    #expect(try value("typeof(livemode) || livemode") == "integer0")
    #expect(try value("type") == "secret")
    #expect(try value("name") == "STRIPE_TEST_SECRET_KEY")
    #expect(try value("djstripe_created") == "2026-11-23 07:00:00.000001")
    #expect(try value("djstripe_updated") == "2026-11-23 07:00:00.000001")
    #expect(try value("created IS NULL AND djstripe_owner_account_id IS NULL") == "1")
    if shape != .fresh24, shape != .fresh27 { #expect(try value("stripe_data") == "{}") }
    #expect(try value("id").hasPrefix("djstripe_mk_"))
    #expect(try shell().text("SELECT note FROM shop_order") == "a customer's")
    // Django's next row comes after it.
    try insert(shape, 2)
    #expect(try shell().text("SELECT max(djstripe_id) FROM djstripe_apikey") == "2")
  }

  @Test("a row is tied to its account in the form that the foreign key has", arguments: DjStripeShape.allCases)
  func account(shape: DjStripeShape) throws {
    let store = store(shape)
    try shell().run("INSERT INTO djstripe_account (djstripe_id, id) VALUES (41, 'acct_other'), (42, 'acct_mine')")
    let fields = KeyFields.sample(1)
    try store.write([.create(fields.tied(to: "acct_mine")), .create(.sample(2))])
    let expected = shape == .numbered211 ? "42" : "acct_mine"
    #expect(
      try shell().text(
        "SELECT djstripe_owner_account_id FROM djstripe_apikey WHERE NOT djstripe_owner_account_id IS NULL") == expected
    )
    let keys = try store.snapshot().keys
    #expect(Set(keys.map(\.account)) == ["acct_mine", nil])
    #expect(try store.snapshot().djStripe?.accounts.map(\.id) == ["acct_other", "acct_mine"])
    // One that has none is tied later, and its number, id and creation time stay.
    let free = try #require(keys.first { $0.account == nil })
    try store.write(
      [.update(free, to: KeyFields.sample(2).tied(to: "acct_other"), fields: [.account])], at: .second)
    let tied = try #require(try store.snapshot().keys.first { $0.secret == free.secret })
    #expect((tied.account, tied.number, tied.id) == ("acct_other", free.number, free.id))
    #expect((tied.created, tied.updated) == (.first, .second))
  }

  @Test(
    "an undo brings rows back byte for byte, whatever Django and others put into them",
    arguments: DjStripeShape.allCases)
  func undo(shape: DjStripeShape) throws {
    let store = store(shape)
    try store.create(.sample(1), .sample(2), .sample(3))
    try shell().run(
      """
      ALTER TABLE djstripe_apikey ADD COLUMN weight real; ALTER TABLE djstripe_apikey ADD COLUMN seal blob;
      ALTER TABLE djstripe_apikey ADD COLUMN "odd ""name" text DEFAULT 'it''s';
      ALTER TABLE djstripe_apikey ADD COLUMN made GENERATED ALWAYS AS (upper(type)) VIRTUAL;
      UPDATE djstripe_apikey SET weight = 0.1 + 0.2, seal = x'00FF', "odd ""name" = NULL WHERE djstripe_id = 1;
      UPDATE djstripe_apikey SET djstripe_created = '2021-05-01 10:00:00', livemode = 'f', seal = 7 WHERE djstripe_id = 2
      """)
    try insert(shape, 9)
    let before = try shell().dump("djstripe_apikey")
    let keys = try store.snapshot().keys
    let fields = KeyFields(secret: keys[1].secret, type: .restricted, livemode: true, name: "N", occurrences: [])
    try store.write(
      [.remove(keys[0]), .update(keys[1], to: fields, fields: [.name]), .remove(keys[2]), .create(.sample(5))],
      at: .second)
    try store.undo()
    #expect(try shell().dump("djstripe_apikey") == before)
    try store.checkIntegrity()
    // Neither number nor room of the row that went is given to another.
    try store.create(.sample(6))
    #expect(try shell().text("SELECT max(djstripe_id) FROM djstripe_apikey") == "6")
  }

  @Test("a history is Django's to ignore: a table or two more from the first sync on, and never one for a look")
  func tables() throws {
    let store = store(.fresh211)
    func tables() throws -> String {
      try shell().text("SELECT group_concat(name) FROM sqlite_schema WHERE name LIKE 'keyferry%'")
    }
    _ = try store.snapshot()
    _ = try store.history()
    #expect(try tables() == "")
    try store.create(.sample(1), .sample(2))
    #expect(try tables() == "keyferry_history")
    try store.write([.remove(try store.snapshot().keys[0])], at: .second)
    #expect(try tables() == "keyferry_history,keyferry_undo")
    try store.create(.sample(3))
    #expect(try tables() == "keyferry_history,keyferry_undo")
    #expect(try shell().text("SELECT count(*) FROM keyferry_undo") == "0")
  }

  @Test("a table of that name which is somebody's own is left alone: the write goes on without a history")
  func foreignHistory() throws {
    let store = store(.fresh211)
    try shell().run("CREATE TABLE keyferry_history (note text); INSERT INTO keyferry_history VALUES ('mine')")
    let receipt = try store.create(.sample(1))
    #expect(receipt.unrecorded == "the table keyferry_history is not as keyferry makes it")
    #expect(try store.snapshot().keys.count == 1)
    #expect(try store.history().hindrance == receipt.unrecorded)
    #expect(throws: NoUndo.self) { try store.undo() }
    #expect(try shell().text("SELECT group_concat(note) FROM keyferry_history") == "mine")
  }

  @Test("in WAL mode what is forgotten lies neither in the file nor beside it, or is said to")
  func forgottenInWAL() throws {
    let store = DjStripeSQLiteStore(path: scratch["keys"], lockTimeout: 0.2)
    DjStripeShape.fresh211.make(scratch["keys"])
    let django = try shell()
    try django.run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
    for isRead in [false, true] {
      try store.create(.sample(1), .sample(2))
      let removed = try store.snapshot().keys[0]
      try store.write(try store.snapshot().keys.map { .remove($0) })
      #expect((scratch.bytes() + scratch.bytes("keys-wal")).contains(removed.secret))
      if isRead { try django.run("BEGIN; SELECT * FROM djstripe_apikey") }
      let receipt = try store.apply(.forgetting(revision: try store.snapshot().revision), now: .third)
      #expect((scratch.bytes() + scratch.bytes("keys-wal")).contains(removed.secret) == isRead)
      #expect((receipt.remains != nil) == isRead)
      #expect(try store.history().undo == nil)
      #expect((try store.overwriteRemains() != nil) == isRead)
      #expect((scratch.bytes() + scratch.bytes("keys-wal")).contains(removed.secret) == isRead)
      if isRead { try django.run("COMMIT") }
      #expect(try store.overwriteRemains() == nil)
      #expect(!(scratch.bytes() + scratch.bytes("keys-wal")).contains(removed.secret))
    }
  }

  @Test("a foreign key that refuses an undo is told as what it may be", arguments: [true, false])
  func goneWithItsRow(isCreated: Bool) throws {
    let store = store(.fresh24)
    try shell().run("INSERT INTO djstripe_account (djstripe_id, id) VALUES (42, 'acct_mine')")
    try store.write([.create(KeyFields.sample(1).tied(to: "acct_mine"))])
    let key = try store.snapshot().keys[0]
    try store.write([.remove(key)] + (isCreated ? [.create(.sample(2))] : []), at: .second)
    try shell().run("DELETE FROM djstripe_account")
    let gone = "the account of a row that would come back is gone; nothing was written"
    let why = isCreated ? "a row elsewhere needs a row that would go, or " + gone : gone
    #expect(throws: StoreError.unsuitable(path: scratch["keys"], why: why)) { try store.undo() }
    #expect(try store.snapshot().keys.count == (isCreated ? 1 : 0))
  }

  @Test("a migration of the table since the last write refuses the undo")
  func migrated() throws {
    let store = store(.fresh211)
    try store.create(.sample(1), .sample(2))
    try store.write([.remove(try store.snapshot().keys[0])], at: .second)
    try shell().run("ALTER TABLE djstripe_apikey ADD COLUMN metadata text NULL")
    #expect(try store.history().entries.count == 2)
    #expect(throws: NoUndo.self) { try store.undo() }
  }

  @Test("an account that is gone makes the plan stale, and leaves no row that points nowhere")
  func goneAccount() throws {
    let store = store(.numbered211)
    #expect(throws: StoreError.stale(path: scratch["keys"])) {
      try store.create(KeyFields.sample(1).tied(to: "acct_gone"))
    }
    #expect(try store.snapshot().keys.isEmpty)
  }

  @Test("a row that dj-stripe made keeps all of its fields when another changes", arguments: DjStripeShape.allCases)
  func kept(shape: DjStripeShape) throws {
    let store = store(shape)
    try insert(shape, 1)
    let before = try shell().text(
      "SELECT hex(group_concat(quote(djstripe_id) || id || name || djstripe_created || djstripe_updated)) FROM djstripe_apikey"
    )
    let row = try #require(try store.snapshot().keys.first)
    #expect(row.updated.microseconds - row.created.microseconds == 500_000)
    try store.write([.keep(row), .create(.sample(2))], at: .second)
    #expect(
      try shell().text(
        "SELECT hex(group_concat(quote(djstripe_id) || id || name || djstripe_created || djstripe_updated)) FROM djstripe_apikey WHERE djstripe_id = 1"
      ) == before)
  }

  @Test("fields that dj-stripe would misread are read as wrong, and set right")
  func repaired() throws {
    let store = store(.fresh211)
    try insert(.fresh211, 1)
    try shell().run("UPDATE djstripe_apikey SET livemode = 'true', type = ''")
    let row = try #require(try store.snapshot().keys.first)
    #expect(row.type == .restricted && !row.livemode)
    let fields = KeyFields.sample(1, name: "")
    try store.write([.update(row, to: fields, fields: [.type])], at: .second)
    #expect(
      try shell().text("SELECT type || typeof(livemode) || djstripe_updated FROM djstripe_apikey")
        == "secretinteger2026-11-23 07:01:00.000000")
  }

  @Test(
    "a row that cannot be read is told by its column",
    arguments: [("djstripe_created", "1795417200"), ("djstripe_updated", "soon"), ("name", "CAST(x'ff' AS TEXT)")])
  func damaged(column: String, value: String) throws {
    let store = store(.fresh211)
    try insert(.fresh211, 1)
    try shell().run("UPDATE djstripe_apikey SET \(column) = \(value == "soon" ? "'soon'" : value)")
    #expect { try store.snapshot() } throws: { error in
      guard case StoreError.corrupt(_, let why) = error else { return false }
      return why.contains(column)
    }
  }

  @Test(
    "a table that can't be filled is refused by its column, and left as it is",
    arguments: [
      (
        "DROP INDEX djstripe_apikey_djstripe_owner_account_id_037f32cb; ALTER TABLE djstripe_apikey DROP COLUMN name",
        "name"
      ),
      ("ALTER TABLE djstripe_apikey ADD COLUMN tenant integer NOT NULL DEFAULT 1; SELECT 1", ""),
      ("ALTER TABLE djstripe_apikey RENAME COLUMN livemode TO mode", "livemode"),
    ])
  func unfit(sql: String, column: String) throws {
    let store = store(.fresh24)
    try shell().run(sql)
    let before = scratch.bytes()
    if column.isEmpty {
      try store.create(.sample(1))
      #expect(try shell().text("SELECT tenant FROM djstripe_apikey") == "1")
    } else {
      #expect(throws: StoreError.unfitColumn(path: scratch["keys"], column: column, why: "is missing")) {
        try store.create(.sample(1))
      }
      #expect(scratch.bytes() == before)
    }
  }

  @Test("a column that must be filled, and nobody knows with what, is named")
  func unknownColumn() throws {
    let store = store(.fresh24)
    try shell().run(
      """
      ALTER TABLE djstripe_apikey RENAME TO old;
      CREATE TABLE djstripe_apikey (djstripe_id integer PRIMARY KEY, livemode bool, djstripe_created datetime,
        djstripe_updated datetime, id text, type text, name text, secret text UNIQUE, djstripe_owner_account_id text,
        tenant integer NOT NULL)
      """)
    #expect { try store.snapshot() } throws: { error in
      guard case StoreError.unfitColumn(_, "tenant", _) = error else { return false }
      return true
    }
  }

  @Test("a key or a name without room is refused before anything is written")
  func tooLong() throws {
    let store = store(.fresh211)
    let before = scratch.bytes()
    #expect(
      throws: StoreError.tooLong(
        path: scratch["keys"], setting: "STRIPE_TEST_SECRET_KEY", field: "secret", count: 129, limit: 128)
    ) {
      try store.write([
        .create(.sample(2)),
        .create(
          KeyFields(
            secret: Secret([UInt8](repeating: 0x61, count: 129)), type: .secret, livemode: false,
            name: "STRIPE_TEST_SECRET_KEY", occurrences: [])),
      ])
    }
    #expect(scratch.bytes() == before)
  }

  @Test("what Django does elsewhere makes no plan stale, a change of a key does")
  func revision() throws {
    let store = store(.upgraded211)
    try store.create(.sample(1))
    let revision = try store.snapshot().revision
    try shell().run("UPDATE shop_order SET note = 'x'; INSERT INTO djstripe_account (id) VALUES ('acct_new')")
    #expect(try store.snapshot().revision == revision)
    for sql in [
      "name = 'x'", "stripe_data = '{\"a\":1}'", "created = '2020-01-01'", "djstripe_updated = '2020-01-01 00:00:00'",
    ] {
      let before = try store.snapshot().revision
      try shell().run("UPDATE djstripe_apikey SET \(sql)")
      #expect(try store.snapshot().revision != before, "\(sql)")
      #expect(throws: StoreError.stale(path: scratch["keys"])) {
        try store.apply(.explicit(revision: before, changes: [.create(.sample(2))]), now: .second)
      }
    }
  }

  @Test(
    "journal mode and permissions stay as they are", arguments: ["DELETE", "WAL", "TRUNCATE"], [0o600, 0o660, 0o644])
  func untouched(journal: String, mode: Int) throws {
    DjStripeShape.fresh211.make(scratch["keys"], journal: journal)
    chmod(scratch["keys"], mode_t(mode))
    let store = DjStripeSQLiteStore(path: scratch["keys"], lockTimeout: 1)
    let expected = journal == "WAL" ? "wal" : "delete"
    try store.create(.sample(1))
    #expect(try shell().text("PRAGMA journal_mode") == expected)
    #expect(scratch.mode() == mode_t(mode))
    #expect(try store.snapshot().permissions == UInt16(mode))
    // Held open by Django, which has written a row that is in its log alone.
    let django = try shell()
    try django.run("PRAGMA wal_autocheckpoint = 0")
    try insert(.fresh211, 7)
    try store.create(.sample(2))
    #expect(try django.text("SELECT count(*) FROM djstripe_apikey") == "3")
    #expect(try store.snapshot().keys.count == 3)
  }

  @Test("a database that Django is writing is waited for")
  func waits() async throws {
    let store = store(.fresh211, lockTimeout: 20)
    try store.create(.sample(1))
    let django = try shell()
    try django.run("BEGIN IMMEDIATE; UPDATE shop_order SET note = 'slow'")
    async let write = Task.detached { try store.create(.sample(2)) }.value
    try await Task.sleep(for: .milliseconds(150))
    try django.run("COMMIT")
    _ = try await write
    #expect(try store.snapshot().keys.count == 2)
  }

  @Test("a constraint of the project's own is told as what it is")
  func ownConstraint() throws {
    let store = store(.fresh24)
    try shell().run("CREATE UNIQUE INDEX own ON djstripe_apikey (name)")
    #expect { try store.create(.sample(1), .sample(2)) } throws: { error in
      guard case StoreError.unsuitable(_, let why) = error else { return false }
      return why.contains("constraint")
    }
    #expect(try store.snapshot().keys.isEmpty)
  }

  @Test("a key that another table refers to is not removed under it")
  func referredTo() throws {
    let store = store(.fresh24)
    try store.create(.sample(1))
    try shell().run(
      """
      CREATE TABLE shop (key integer REFERENCES djstripe_apikey (djstripe_id) DEFERRABLE INITIALLY DEFERRED);
      INSERT INTO shop VALUES (1)
      """)
    let row = try store.snapshot().keys[0]
    #expect(throws: StoreError.self) { try store.write([.remove(row)], keepsBackup: true) }
    #expect(try store.snapshot().keys.count == 1)
    #expect(scratch.entries == ["keys"])
  }

  @Test("a backup is of the keys alone, for its owner, and can be read as a database")
  func backup() throws {
    let store = store(.numbered211)
    try shell().run("INSERT INTO djstripe_account (djstripe_id, id) VALUES (5, 'acct_mine')")
    try store.write([.create(KeyFields.sample(1).tied(to: "acct_mine")), .create(.sample(2))])
    try shell().run("UPDATE djstripe_apikey SET id = 'djstripe_mk_same'")
    let keys = try store.snapshot().keys
    let receipt = try store.write([.remove(keys[0])], at: .first, keepsBackup: true)
    let name = "keys.backup-20261123T070000Z.json"
    #expect(receipt.backup == Backup(path: scratch[name], isOfKeysAlone: true))
    #expect(scratch.mode(name) == 0o600)
    #expect(!scratch.text(name).contains("a customer"))
    let copy = try JSONFileStore(path: scratch[name], lockTimeout: 1).snapshot().keys
    #expect(copy.map(\.secret) == keys.map(\.secret))
    #expect(Set(copy.map(\.account)) == ["acct_mine", nil])
    #expect(copy.allSatisfy { $0.id.hasPrefix("djstripe_mk_same") })
  }

  @Test("a file moved away before the write was looked at again is no write done", arguments: [true, false])
  func movedAway(byAnother: Bool) throws {
    let store = store(.fresh211)
    let path = try realPath(scratch["keys"])
    let old = scratch.bytes()
    try StatementWatch.afterCommit(to: path) {
      rename(path, path + ".away")
      if byAnother { Scratch.write(path, old) }
    }
    #expect(throws: StoreError.readBackDiffers(path: scratch["keys"])) { try store.create(.sample(1)) }
    #expect(try DjStripeSQLiteStore(path: scratch["keys.away"], lockTimeout: 1).snapshot().keys.count == 1)
  }

  @Test("a write that did not arrive is no write done, and no rival's work either")
  func lost() throws {
    let store = store(.fresh211)
    let old = scratch.bytes()
    let path = try realPath(scratch["keys"])
    try StatementWatch.afterCommit(to: path) { Scratch.write(path, old) }
    #expect(throws: StoreError.readBackDiffers(path: scratch["keys"])) { try store.create(.sample(1)) }
    #expect(try store.snapshot().keys.isEmpty)
  }

  @Test("a rival's write right after ours is none of a failed one of ours")
  func followed() throws {
    let store = store(.fresh211)
    let path = try realPath(scratch["keys"])
    try StatementWatch.afterCommit(to: path) {
      let shell = try? SQLiteShell(path)
      try? shell?.run("UPDATE djstripe_apikey SET name = 'theirs'")
    }
    try store.create(.sample(1))
    #expect(try store.snapshot().keys.map(\.name) == ["theirs"])
  }

  private func realPath(_ path: String) throws -> String {
    let real = try #require(realpath(path, nil))
    defer { free(real) }
    return String(cString: real)
  }

  @Test("a file that is not there, and one without the table, are no store, and none is made")
  func noTable() throws {
    let store = DjStripeSQLiteStore(path: scratch["keys"], lockTimeout: 1)
    #expect(throws: StoreError.absent(path: scratch["keys"])) { try store.snapshot() }
    #expect(scratch.entries.isEmpty)
    try shell().run("CREATE TABLE auth_user (id integer); CREATE VIEW djstripe_apikey AS SELECT 1 AS id")
    #expect { try store.snapshot() } throws: { error in
      guard case StoreError.notKeyDatabase(_, let why) = error else { return false }
      return why.contains("no table djstripe_apikey")
    }
    scratch.write("keys", "text")
    #expect(throws: StoreError.notKeyDatabase(path: scratch["keys"], why: "is not an SQLite database")) {
      try store.snapshot()
    }
  }

  @Test("an account that is not there is damage, which the whole check finds")
  func dangling() throws {
    let store = store(.numbered211)
    try insert(.numbered211, 1, owner: "77")
    #expect(try store.snapshot().keys[0].account == nil)
    #expect(throws: StoreError.self) { try store.checkIntegrity() }
    // A write elsewhere leaves it, and is not kept from its work.
    try store.create(.sample(2))
    #expect(try shell().text("SELECT djstripe_owner_account_id FROM djstripe_apikey WHERE djstripe_id = 1") == "77")
  }
}

@Suite("Layouts") struct StoreLayoutTests {
  let scratch = Scratch()

  private func store(_ layout: StoreLayout? = nil) -> any KeyStore {
    SQLiteEitherStore(path: scratch["keys"], lockTimeout: 1, layout: layout)
  }

  @Test("what a file holds decides", arguments: ["DELETE", "WAL"])
  func found(journal: String) throws {
    try store().create(.sample(1))
    #expect(try store().snapshot().djStripe == nil)
    #expect(throws: StoreError.self) { try store(.djstripe).snapshot() }
    unlink(scratch["keys"])
    DjStripeShape.fresh27.make(scratch["keys"], journal: journal)
    #expect(try store().snapshot().djStripe?.versions == DjStripeVersion(nearest: 7)...DjStripeVersion(nearest: 7))
    try store().create(.sample(1))
    #expect(try store(.djstripe).snapshot().keys.count == 1)
    #expect { try store(.keyferry).snapshot() } throws: { error in
      guard case StoreError.notKeyDatabase(_, let why) = error else { return false }
      return why.contains("--layout djstripe")
    }
  }

  @Test("a plan for one layout is refused by a file of the other that took its place", arguments: [true, false])
  func replaced(byDjStripe: Bool) throws {
    func make(_ isDjStripe: Bool, _ path: String) throws {
      if isDjStripe { return DjStripeShape.fresh211.make(path) }
      try SQLiteEitherStore(path: path, lockTimeout: 1, layout: .keyferry).create(.sample(1))
    }
    let path = scratch["keys"]
    try make(!byDjStripe, path)
    let store = store()
    let revision = try store.snapshot().revision
    unlink(path)
    try make(byDjStripe, path)
    let found = try self.store().snapshot()
    #expect(throws: StoreError.self) {
      try store.apply(.explicit(revision: revision, changes: [.create(.sample(2))]), now: .second)
    }
    #expect(try self.store().snapshot().revision == found.revision)
    #expect(try store.snapshot().revision == found.revision)
  }

  @Test("a table that is in the log alone is found")
  func inLog() throws {
    let django = try SQLiteShell(scratch["keys"])
    try django.run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE auth_user (id integer)")
    let columns = DjStripeColumns.old.map { "\"\($0.name)\" \($0.type)\($0.isPrimaryKey ? " PRIMARY KEY" : "")" }
    try django.run("CREATE TABLE djstripe_apikey (\(columns.joined(separator: ", ")))")
    #expect(try store().snapshot().djStripe != nil)
  }
}

extension KeyFields {
  func tied(to account: String) -> KeyFields {
    KeyFields(secret: secret, type: type, livemode: livemode, name: name, account: account, occurrences: occurrences)
  }
}
