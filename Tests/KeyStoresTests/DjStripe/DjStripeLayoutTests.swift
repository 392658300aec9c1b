import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

@Suite("dj-stripe's layout") struct DjStripeLayoutTests {
  @Test("fills what a release fills, and leaves the rest to the database")
  func inserted() throws {
    let old: [DjStripeField] = [.id, .type, .livemode, .name, .secret, .owner, .created, .updated]
    #expect(try DjStripeLayout(DjStripeColumns.tables(DjStripeColumns.old)).inserted == old)
    #expect(try DjStripeLayout(DjStripeColumns.tables(DjStripeColumns.new)).inserted == old + [.stripeData])
    let more = [
      DjStripeColumns.column("note", "text", isNullable: true),
      DjStripeColumns.column("weight", "integer", fillsItself: true),
    ]
    #expect(try DjStripeLayout(DjStripeColumns.tables(DjStripeColumns.old.reversed() + more)).inserted == old)
  }

  @Test(
    "a table that lacks a column is refused by its name",
    arguments: [
      "djstripe_id", "livemode", "djstripe_created", "djstripe_updated", "id", "type", "name", "secret",
      "djstripe_owner_account_id",
    ])
  func missing(name: String) {
    let tables = DjStripeColumns.tables(DjStripeColumns.new.filter { $0.name != name })
    #expect(throws: UnfitColumn(column: name, why: "is missing")) { try DjStripeLayout(tables) }
  }

  @Test(
    "a column that can't be filled is refused by its name",
    arguments: [
      DjStripeColumns.column("tenant_id", "integer"), DjStripeColumns.column("djstripe_id", "integer"),
      DjStripeColumns.column("djstripe_id", "uuid", isPrimaryKey: true), DjStripeColumns.column("created", "datetime"),
      DjStripeColumns.column("djstripe_owner_account_id", "varchar(255)"),
    ])
  func unfillable(column: DjStripeColumn) {
    let tables = DjStripeColumns.tables(DjStripeColumns.new.filter { $0.name != column.name } + [column])
    #expect { try DjStripeLayout(tables) } throws: { ($0 as? UnfitColumn)?.column == column.name }
  }

  @Test("the foreign key's form is read from where it points, else from its type")
  func ownerForm() throws {
    func form(_ type: String, _ reference: DjStripeTables.Reference?) throws -> DjStripeOwnerForm {
      let column = DjStripeColumns.column("djstripe_owner_account_id", type, isNullable: true)
      let others = DjStripeColumns.new.filter { $0.name != column.name }
      return try DjStripeLayout(DjStripeColumns.tables(others + [column], owner: reference)).ownerForm
    }
    #expect(try form("varchar(255)", .init(table: "djstripe_account", column: "id")) == .id)
    #expect(try form("bigint", .init(table: "djstripe_account", column: "djstripe_id")) == .number)
    #expect(try form("character varying(255)", nil) == .id)
    #expect(try form("bigint", nil) == .number)
    #expect(throws: UnfitColumn.self) { try form("bigint", .init(table: "auth_user", column: "id")) }
    #expect(throws: UnfitColumn.self) { try form("bigint", .init(table: "djstripe_account", column: "email")) }
    #expect(throws: UnfitColumn.self) { try form("blob", nil) }
  }

  @Test("the release is told by Django's record of migrations, else by the columns")
  func versions() {
    func text(_ tables: DjStripeTables) -> String { "\(tables.versions.lowerBound)-\(tables.versions.upperBound)" }
    let cases: [([String], String)] = [
      (["0001_initial", "0005_2_2", "0006_2_3", "0007_2_4"], "2.4-2.4"),
      (["0001_initial", "0009_2_6", "0010_alter_customer_balance", "0008_2_5"], "2.6-2.6"),
      (["0012_2_8", "0013_2_9", "0014_2_9a"], "2.9-2.9"), (["0001_initial", "0002_2_10", "0003_2_11"], "2.11-2.11"),
      (["0001_initial", "0002_2_12"], "2.11-2.11"),
    ]
    for (migrations, expected) in cases {
      #expect(text(DjStripeColumns.tables(migrations: migrations)) == expected)
    }
    #expect(text(DjStripeColumns.tables(DjStripeColumns.new)) == "2.9-2.11")
    #expect(text(DjStripeColumns.tables(DjStripeColumns.old)) == "2.4-2.8")
    #expect(text(DjStripeColumns.tables(DjStripeColumns.old, accountColumns: ["id"])) == "2.4-2.6")
    let owned: Set = ["id", "djstripe_owner_account_id"]
    #expect(text(DjStripeColumns.tables(DjStripeColumns.old, accountColumns: owned)) == "2.7-2.8")
    #expect(text(DjStripeColumns.tables(DjStripeColumns.old, migrations: ["0001_initial"])) == "2.4-2.8")
  }

  @Test("a declared width counts, else dj-stripe's own")
  func widths() throws {
    let layout = try DjStripeLayout(DjStripeColumns.tables())
    #expect(layout.width(of: .secret) == 128)
    #expect(layout.width(of: .name) == 100)
    let columns = DjStripeColumns.new.map { column in
      column.name == "secret"
        ? DjStripeColumns.column("secret", "CHARACTER VARYING( 255 )")
        : column.name == "name" ? DjStripeColumns.column("name", "text") : column
    }
    let other = try DjStripeLayout(DjStripeColumns.tables(columns))
    #expect(other.width(of: .secret) == 255)
    #expect(other.width(of: .name) == 100)
  }

  @Test("a text without room is refused by its setting's name")
  func tooLong() throws {
    let layout = try DjStripeLayout(DjStripeColumns.tables())
    let fits = KeyFields.sample(1, name: String(repeating: "é", count: 100))
    try layout.checkWidths([.create(fits)], path: "db")
    let named = KeyFields.sample(1, name: String(repeating: "N", count: 101))
    #expect { try layout.checkWidths([.create(named)], path: "db") } throws: { error in
      guard case StoreError.tooLong(_, _, "name", 101, 100) = error else { return false }
      return true
    }
    let long = KeyFields(
      secret: Secret(Array(TestKeys.text(seed: 1).utf8) + [UInt8](repeating: 0x61, count: 120)), type: .secret,
      livemode: false, name: "STRIPE_TEST_SECRET_KEY", occurrences: [])
    #expect { try layout.checkWidths([.create(long)], path: "db") } throws: { error in
      guard case StoreError.tooLong(_, "STRIPE_TEST_SECRET_KEY", "secret", _, 128) = error else { return false }
      return true
    }
  }

  @Test("ids are made as dj-stripe makes them")
  func ids() {
    var new = DjStripeIDs()
    let ids = (0..<500).map { _ in new() }
    #expect(Set(ids).count == 500)
    for id in ids {
      let body = id.dropFirst("djstripe_mk_".count)
      #expect(id.hasPrefix("djstripe_mk_") && (10...22).contains(body.count))
      #expect(body.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }
    // `+/ABCCw=` in base64: what is neither letter nor digit is left out.
    #expect(DjStripeID.letters([0xFB, 0xF0, 0x01, 0x08, 0x2C]) == "ABCCw")
  }

  @Test("times are read as Django reads them, and written as it writes them")
  func times() throws {
    func read(_ text: String) -> Timestamp? {
      Array(text.utf8).withUnsafeBufferPointer { Timestamp(djStripe: $0) }
    }
    let time = Timestamp.first
    let text = String(decoding: time.djStripeText, as: UTF8.self)
    #expect(text == String(decoding: time.iso8601, as: UTF8.self).dropLast().replacing("T", with: " "))
    #expect(read(text) == time)
    let second = try #require(read("2026-11-23 07:00:00"))
    for same in [
      "2026-11-23T07:00:00Z", "2026-11-23 07:00:00+00:00", "2026-11-23 07:00:00.000", "2026-11-23 07:00:00+00",
    ] {
      #expect(read(same) == second, "\(same)")
    }
    for none in [
      "", "1795417200", "2026-11-23", "2026-11-23 07:00", "garbage of nineteen", "2026-11-23 07:00:00+02:00",
    ] {
      #expect(read(none) == nil, "\(none)")
    }
  }

  @Test("an account is found by its id, in the form that the foreign key has")
  func accounts() throws {
    let accounts = DjStripeAccounts([
      DjStripeAccount(number: 3, id: "acct_a", livemode: true), DjStripeAccount(number: 7, id: "acct_b", livemode: nil),
    ])
    #expect(try accounts.owner("acct_b", .id) == .id("acct_b"))
    #expect(try accounts.owner("acct_b", .number) == .number(7))
    #expect(try accounts.owner(nil, .number) == nil)
    #expect(throws: DjStripeMisfit.noAccount) { try accounts.owner("acct_c", .id) }
    #expect(accounts.account(.number(3)) == "acct_a")
    #expect(accounts.account(.number(4)) == nil)
    #expect(accounts.account(.id("acct_gone")) == "acct_gone")
    #expect(accounts.account(.id("")) == nil)
  }

  @Test("a text that is no type is never read as the one that dj-stripe looks for")
  func types() {
    let secret = TestKeys.secret(.secret, .test, seed: 1)
    #expect(KeyType(djStripe: "publishable", secret: secret) == .publishable)
    #expect(KeyType(djStripe: "", secret: secret) == .restricted)
    #expect(KeyType(djStripe: "", secret: TestKeys.secret(.restricted, .test, seed: 1)) == .publishable)
  }
}
