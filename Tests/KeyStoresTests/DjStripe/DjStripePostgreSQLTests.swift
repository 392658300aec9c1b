import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

@Suite(
  "dj-stripe's table in PostgreSQL",
  .enabled(if: PostgreSQLServer.isUsable, Comment(rawValue: PostgreSQLServer.missing)))
struct DjStripePostgreSQLTests {
  let scratch = Scratch()

  private func store(_ shape: DjStripePostgreSQLShape, then sql: String = "") throws -> PostgreSQLStore {
    try psql(shape.sql + sql)
    return scratch.postgreSQL()
  }

  @discardableResult
  private func psql(_ sql: String) throws -> String { try scratch.database.psql(sql) }

  /// A row as dj-stripe's admin makes it.
  private func insert(_ shape: DjStripePostgreSQLShape, _ seed: UInt64, owner: String = "NULL") throws {
    let data = shape == .fresh24 ? ("", "") : (", stripe_data", ", '{}'")
    try psql(
      """
      INSERT INTO djstripe_apikey (livemode, djstripe_created, djstripe_updated, id, type, name, secret,
        djstripe_owner_account_id\(data.0))
      VALUES (false, '2021-05-01 10:00:00Z', '2021-05-01 10:00:00.5Z', 'djstripe_mk_\(seed)', 'secret', '',
        '\(TestKeys.text(seed: seed))', \(owner)\(data.1))
      """)
  }

  @Test("a new row has what dj-stripe gives it, in every shape", arguments: DjStripePostgreSQLShape.allCases)
  func newRow(shape: DjStripePostgreSQLShape) throws {
    let store = try store(shape)
    try store.create(.sample(1, name: "STRIPE_TEST_SECRET_KEY"))
    func value(_ column: String) throws -> String { try psql("SELECT \(column) FROM djstripe_apikey") }
    #expect(try value("djstripe_id") == "1")
    #expect(try value("livemode") == "f")
    #expect(try value("type") == "secret")
    #expect(try value("name") == "STRIPE_TEST_SECRET_KEY")
    #expect(
      try value("djstripe_created = '2026-11-23 07:00:00.000001Z' AND djstripe_updated = djstripe_created") == "t")
    #expect(try value("created IS NULL AND djstripe_owner_account_id IS NULL") == "t")
    if shape != .fresh24 { #expect(try value("stripe_data") == "{}") }
    #expect(try value("id").hasPrefix("djstripe_mk_"))
    // Django's next row comes after it: the numbers are the database's.
    try insert(shape, 2)
    #expect(try psql("SELECT max(djstripe_id) FROM djstripe_apikey") == "2")
    #expect(try psql("SELECT to_regclass('keyferry_keys') IS NULL") == "t")
    #expect(try store.snapshot().djStripe?.versions.upperBound.minor == (shape == .fresh24 ? 4 : 11))
  }

  @Test(
    "an undo brings rows back byte for byte, whatever Django and others put into them",
    arguments: DjStripePostgreSQLShape.allCases)
  func undo(shape: DjStripePostgreSQLShape) throws {
    let store = try store(shape)
    try store.create(.sample(1), .sample(2), .sample(3))
    try psql(
      """
      ALTER TABLE djstripe_apikey ADD COLUMN weight double precision, ADD COLUMN seal bytea, ADD COLUMN notes json,
        ADD COLUMN tags text[], ADD COLUMN "odd ""name" text DEFAULT 'it''s', ADD COLUMN price numeric,
        ADD COLUMN made text GENERATED ALWAYS AS (upper(type)) STORED,
        ADD COLUMN line integer GENERATED ALWAYS AS IDENTITY;
      UPDATE djstripe_apikey SET weight = 0.1::float8 + 0.2::float8, seal = '\\x00ff', notes = '{"b": 1,  "a": 2, "a": 3}',
        tags = ARRAY['a,b', NULL, 'c"d'], "odd ""name" = NULL, price = 1.10 WHERE djstripe_id <> 2;
      UPDATE djstripe_apikey SET djstripe_created = '2021-05-01 10:00:00.5+07' WHERE djstripe_id = 2
      """)
    try insert(shape, 9)
    let rows = "SELECT * FROM djstripe_apikey ORDER BY secret"
    let before = try psql(rows)
    let keys = try store.snapshot().keys
    let fields = KeyFields(secret: keys[1].secret, type: .restricted, livemode: true, name: "N", occurrences: [])
    try store.write(
      [.remove(keys[0]), .update(keys[1], to: fields, fields: [.name]), .remove(keys[2]), .create(.sample(5))],
      at: .second)
    try store.undo()
    #expect(try psql(rows) == before)
    try store.create(.sample(6))
    #expect(try psql("SELECT max(djstripe_id) FROM djstripe_apikey") == "6")
  }

  @Test("a history lies in the schema of the table, for its owner alone")
  func schema() throws {
    try psql("CREATE SCHEMA shop; SET search_path = shop; " + DjStripePostgreSQLShape.fresh211.sql)
    try psql("ALTER DATABASE \(scratch.database.name) SET search_path = public, shop")
    let store = scratch.postgreSQL()
    try store.create(.sample(1), .sample(2))
    try store.write([.remove(try store.snapshot().keys[0])], at: .second)
    #expect(try psql("SELECT count(*) FROM shop.keyferry_history") == "2")
    #expect(try psql("SELECT count(*) FROM shop.keyferry_undo") == "1")
    #expect(try psql("SELECT has_table_privilege('public', 'shop.keyferry_undo', 'SELECT')") == "f")
    try store.undo()
    #expect(try store.snapshot().keys.count == 2)
    #expect(try psql("SELECT count(*) FROM shop.keyferry_undo") == "0")
  }

  @Test("who may not make tables syncs without a history, and is told")
  func noRight() throws {
    try psql(DjStripePostgreSQLShape.fresh211.sql)
    let role = "r" + scratch.database.name
    try psql(
      """
      CREATE ROLE \(role) LOGIN PASSWORD 'p'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role);
      GRANT INSERT, UPDATE, DELETE ON djstripe_apikey TO \(role);
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO \(role)
      """)
    let address = try #require(
      try PostgreSQLAddress(scratch.database.url(user: role, password: "p"), mayHoldPassword: true))
    let store = PostgreSQLStore(address, lockTimeout: 5, backupDirectory: scratch.path)
    #expect(try store.create(.sample(1)).unrecorded == "this user may not make tables in schema public")
    #expect(try store.snapshot().keys.count == 1)
    #expect(throws: NoUndo.self) { try store.undo() }
    // What somebody else's history keeps is not undone by one who may not look into it.
    try scratch.postgreSQL().create(.sample(2))
    let words = "this user may not write keyferry_history and keyferry_undo"
    #expect(try store.write([.remove(try store.snapshot().keys[0])]).unrecorded == words)
    #expect(try scratch.postgreSQL().history().entries.count == 1)
    #expect(throws: NoUndo.self) { try scratch.postgreSQL().undo() }
    try psql("DROP OWNED BY \(role); DROP ROLE \(role)")
  }

  @Test("rows are numbered in the order of their secrets")
  func numbers() throws {
    let store = try store(.fresh211)
    try store.write((1...50).map { .create(.sample(UInt64($0))) })
    let keys = try store.snapshot().keys
    #expect(keys.map(\.number) == Array(1...50))
  }

  @Test(
    "a row is tied to its account in the form that its foreign key has", arguments: DjStripePostgreSQLShape.allCases)
  func account(shape: DjStripePostgreSQLShape) throws {
    let store = try store(
      shape, then: "INSERT INTO djstripe_account (djstripe_id, id) VALUES (41, 'acct_other'), (42, 'acct_mine')")
    try store.write([.create(KeyFields.sample(1).tied(to: "acct_mine")), .create(.sample(2))])
    let expected = shape == .numbered211 ? "42" : "acct_mine"
    #expect(
      try psql("SELECT djstripe_owner_account_id FROM djstripe_apikey WHERE djstripe_owner_account_id IS NOT NULL")
        == expected)
    let keys = try store.snapshot().keys
    #expect(Set(keys.map(\.account)) == ["acct_mine", nil])
    #expect(try store.snapshot().djStripe?.accounts.map(\.id) == ["acct_other", "acct_mine"])
    let free = try #require(keys.first { $0.account == nil })
    try store.write(
      [.update(free, to: KeyFields.sample(2).tied(to: "acct_other"), fields: [.account])], at: .second)
    let tied = try #require(try store.snapshot().keys.first { $0.secret == free.secret })
    #expect((tied.account, tied.number, tied.id) == ("acct_other", free.number, free.id))
    #expect((tied.created, tied.updated) == (.first, .second))
  }

  @Test("an account that is gone makes the plan stale")
  func goneAccount() throws {
    let store = try store(.numbered211)
    #expect(throws: StoreError.stale(path: store.location)) {
      try store.create(KeyFields.sample(1).tied(to: "acct_gone"))
    }
    #expect(try psql("SELECT count(*) FROM djstripe_apikey") == "0")
  }

  @Test("dj-stripe's own rows are read as they are, and a write leaves all but the change alone")
  func others() throws {
    let store = try store(.numbered211, then: "INSERT INTO djstripe_account (id) VALUES ('acct_a')")
    try insert(.numbered211, 1, owner: "1")
    try insert(.numbered211, 2)
    let before = try psql("SELECT xmin, * FROM djstripe_apikey ORDER BY djstripe_id")
    let keys = try store.snapshot().keys
    #expect(keys.count == 2)
    #expect(Set(keys.map(\.account)) == ["acct_a", nil])
    try store.create(.sample(3))
    #expect(try psql("SELECT xmin, * FROM djstripe_apikey ORDER BY djstripe_id").hasPrefix(before))
  }

  @Test("a key or a name that its column has no room for is refused before anything is written")
  func widths() throws {
    let store = try store(.fresh211)
    let long = KeyFields(
      secret: TestKeys.secret(seed: 9, bodyLength: 121), type: .secret, livemode: false, name: "N",
      occurrences: [Occurrence(source: ".env", line: 1, setting: "THE_SETTING")])
    do {
      try store.write([.create(.sample(1)), .create(long)])
      Issue.record("a key of 129 characters was written")
    } catch let error as StoreError {
      #expect(error.message.hasPrefix("THE_SETTING does not fit"))
      #expect(!TestKeys.leaks([TestKeys.text(seed: 9, bodyLength: 121)], in: error.message))
    }
    #expect(try psql("SELECT count(*) FROM djstripe_apikey") == "0")
    try psql("ALTER TABLE djstripe_apikey ALTER secret TYPE varchar(255)")
    try store.create(long)
  }

  @Test(
    "a table that can't be filled is refused by the column's name",
    arguments: [
      ("ALTER TABLE djstripe_apikey ADD extra text NOT NULL", "extra"),
      ("ALTER TABLE djstripe_apikey DROP name", "name"),
      ("ALTER TABLE djstripe_apikey ALTER djstripe_owner_account_id SET NOT NULL", "djstripe_owner_account_id"),
      ("ALTER TABLE djstripe_apikey DROP CONSTRAINT djstripe_apikey_pkey", "djstripe_id"),
    ])
  func unfit(sql: String, column: String) throws {
    let store = try store(.fresh211, then: sql)
    do {
      _ = try store.snapshot()
      Issue.record("the table was read")
    } catch {
      guard case .unfitColumn(_, column, _) = error else { throw error }
    }
  }

  @Test("a column that fills itself is no hindrance")
  func selfFilling() throws {
    let store = try store(.fresh211, then: "ALTER TABLE djstripe_apikey ADD extra text NOT NULL DEFAULT 'x'")
    try store.create(.sample(1))
    #expect(try psql("SELECT extra FROM djstripe_apikey") == "x")
  }

  @Test("its layout is taken where its table is, unless a person insists")
  func insisting() throws {
    try store(.fresh211).create(.sample(1))
    let address = try #require(try PostgreSQLAddress(scratch.database.address(), mayHoldPassword: false))
    let own = PostgreSQLStore(address, lockTimeout: 5, layout: .keyferry)
    #expect(try !own.snapshot().exists)
    try own.create(.sample(2), .sample(3))
    #expect(try scratch.postgreSQL().snapshot().keys.count == 1)
    #expect(try own.snapshot().keys.count == 2)
    try psql("DROP TABLE djstripe_apikey")
    #expect(throws: StoreError.self) {
      try PostgreSQLStore(address, lockTimeout: 5, layout: .djstripe).snapshot()
    }
  }

  @Test("a backup is a JSON key database of the keys alone")
  func backup() throws {
    let store = try store(.fresh211)
    try store.create(.sample(1), .sample(2))
    let before = try store.snapshot().keys
    let receipt = try store.write([.remove(before[0])], keepsBackup: true)
    let name = try #require(receipt.backup?.path.split(separator: "/").last.map(String.init))
    #expect(try scratch.store(.json, name).snapshot().keys.map(\.secret) == before.map(\.secret))
    #expect(scratch.mode(name) == 0o600)
  }

  @Test("a user who may not see Django's migrations is told the release by the columns")
  func migrationsHidden() throws {
    let database = scratch.database
    let role = "r" + database.name
    try psql(
      DjStripePostgreSQLShape.fresh211.sql + """
        CREATE ROLE \(role) LOGIN PASSWORD 'p';
        GRANT SELECT, INSERT, UPDATE ON djstripe_apikey TO \(role); GRANT SELECT ON djstripe_account TO \(role);
        """)
    let address = try #require(
      try PostgreSQLAddress(database.url(user: role, password: "p"), mayHoldPassword: true))
    let theirs = PostgreSQLStore(address, lockTimeout: 5)
    try theirs.create(.sample(1))
    #expect(try theirs.snapshot().djStripe?.versions.lowerBound.minor == 9)
    try psql("DROP OWNED BY \(role); DROP ROLE \(role)")
  }

  @Test("what another program writes makes a plan stale")
  func foreignWrites() throws {
    let store = try store(.fresh211)
    try store.create(.sample(1))
    let revision = try store.snapshot().revision
    try insert(.fresh211, 2)
    #expect(throws: StoreError.stale(path: store.location)) {
      try store.apply(.explicit(revision: revision, changes: [.create(.sample(3))]), now: .second)
    }
  }

  @Test("a constraint of the project's own is told as that, and no plan made anew")
  func ownConstraint() throws {
    let store = try store(.fresh211, then: "CREATE UNIQUE INDEX ON djstripe_apikey (name)")
    try store.create(.sample(1, name: "SHOP"))
    #expect(
      throws: StoreError.unsuitable(
        path: store.location, why: "a constraint of djstripe_apikey refuses a row; nothing was written")
    ) {
      try store.create(.sample(2, name: "SHOP"))
    }
    #expect(try psql("SELECT count(*) FROM djstripe_apikey") == "1")
  }
}
