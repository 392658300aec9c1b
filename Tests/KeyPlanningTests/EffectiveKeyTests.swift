import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@Suite("Effective keys") struct EffectiveKeyTests {
  private static let (a, b) = (
    DjStripeAccount(number: 1, id: "acct_a", livemode: true), DjStripeAccount(number: 2, id: "acct_b", livemode: nil)
  )

  private func facts(_ accounts: [DjStripeAccount], _ minor: ClosedRange<Int> = 11...11) -> DjStripeFacts {
    let versions = DjStripeVersion(nearest: minor.lowerBound)...DjStripeVersion(nearest: minor.upperBound)
    return DjStripeFacts(versions: versions, accounts: accounts, nameWidth: 100)
  }

  private func snapshot(
    _ rows: [StoredKey], _ accounts: [DjStripeAccount] = [a, b], _ minor: ClosedRange<Int> = 11...11
  ) -> StoreSnapshot {
    StoreSnapshot(
      location: "db.sqlite3", revision: "1", exists: true, permissions: 0o600,
      keys: rows.sorted { $0.secret < $1.secret }, djStripe: facts(accounts, minor))
  }

  private func row(_ seed: UInt64, _ account: String?, number: Int64, _ mode: KeyMode = .live) -> StoredKey {
    StoredKey(
      id: "djstripe_mk_\(number)", secret: TestKeys.secret(.secret, mode, seed: seed), type: .secret,
      livemode: mode.livemode, name: "n\(number)", account: account, created: Timestamp(microseconds: 0),
      updated: Timestamp(microseconds: 0), occurrences: [], number: number)
  }

  private func effective(
    _ snapshot: StoreSnapshot, _ settings: Setting..., account: String? = nil, prune: Bool = false
  ) throws -> EffectiveKeys {
    let inventory = Inventory(of: [Reading(kind: .dotenv, path: ".env", settings: settings)])
    let plan = Plan(from: snapshot, to: inventory, options: .init(prune: prune, account: account))
    return EffectiveKeys(
      try #require(snapshot.djStripe), version: nil, stored: snapshot.keys, changes: plan.changes,
      settings: DjStripeSettings(inventory, areAll: true))
  }

  private func live(_ seed: UInt64) -> Setting {
    Given.setting("STRIPE_LIVE_SECRET_KEY", TestKeys.secret(.secret, .live, seed: seed))
  }

  @Test("the table has its cases") func cases() {
    #expect(DjStripeDefaultCase.all.count >= 50)
    #expect(Set(DjStripeDefaultCase.all.flatMap(\.versions)).count == DjStripeVersion.all.count)
  }

  @Test("are those of the table, in every release", arguments: DjStripeDefaultCase.all)
  func table(expected: DjStripeDefaultCase) {
    let inventory = Inventory(of: [Reading(kind: .dotenv, path: ".env", settings: expected.settings)])
    for version in expected.versions {
      let effective = EffectiveKeys(
        facts(expected.accounts), version: version, stored: expected.rows, changes: expected.rows.map { .keep($0) },
        settings: DjStripeSettings(inventory, areAll: true))
      for state in [effective.today, effective.after] {
        #expect(state.key(for: expected.account, expected.mode).secret == expected.expected, "\(version)")
      }
    }
  }

  @Test("a rolled key comes into use only when the old one is removed")
  func rolled() throws {
    let old = row(1, "acct_a", number: 7)
    let kept = try effective(snapshot([old]), live(2), account: "acct_a")
    #expect(kept.after.key(for: Self.a, .live).secret == old.secret)
    #expect(kept.after.rows(of: "acct_a", .live).map(\.isNew) == [false, true])
    let pruned = try effective(snapshot([old]), live(2), account: "acct_a", prune: true)
    #expect(pruned.today.key(for: Self.a, .live).secret == old.secret)
    #expect(pruned.after.key(for: Self.a, .live).secret == TestKeys.secret(.secret, .live, seed: 2))
  }

  @Test("a row that is tied to its account is found, at its own age")
  func tied() throws {
    let result = try effective(
      snapshot([row(2, "acct_a", number: 9), row(1, nil, number: 3)]), live(1), account: "acct_a")
    #expect(result.today.key(for: Self.a, .live).secret == TestKeys.secret(.secret, .live, seed: 2))
    #expect(result.after.key(for: Self.a, .live).secret == TestKeys.secret(.secret, .live, seed: 1))
  }

  @Test("an account that the database does not have gets no row, and none is made up")
  func unknown() throws {
    let given = snapshot([])
    let inventory = Inventory(of: [Given.reading(live(1))])
    let plan = Plan(from: given, to: inventory, options: .init(account: "acct_c"))
    #expect(plan.changes.map(\.account) == [nil])
    #expect(Plan(from: given, to: inventory, options: .init(account: "acct_b")).changes.map(\.account) == ["acct_b"])
    let own = StoreSnapshot(location: "k", revision: "1", exists: true, permissions: nil, keys: [])
    #expect(Plan(from: own, to: inventory, options: .init(account: "acct_c")).changes.map(\.account) == ["acct_c"])
  }

  @Test("a row of dj-stripe's is kept as it is: no occurrence is missed, no name is changed")
  func kept() {
    let inventory = Inventory(of: [Given.reading(live(1))])
    for name in ["", "Shop", "STRIPE_SECRET_KEY"] {
      let row = StoredKey(
        id: "x", secret: TestKeys.secret(.secret, .live, seed: 1), type: .secret, livemode: true, name: name,
        account: "acct_gone", created: Timestamp(microseconds: 0), updated: Timestamp(microseconds: 0), occurrences: [],
        number: 1)
      let plan = Plan(from: snapshot([row]), to: inventory)
      #expect(plan.words == ["keep \(name)"])
      // One that points nowhere has no account.
      let tied = Plan(from: snapshot([row]), to: inventory, options: .init(account: "acct_a"))
      #expect(tied.words == ["update \(name): account"])
    }
    let other = row(1, "acct_b", number: 1)
    #expect(Plan(from: snapshot([other]), to: inventory, options: .init(account: "acct_a")).words == ["keep n1"])
  }

  @Test("a name too long for its column is cut there, and stays so")
  func longName() throws {
    let name = "STRIPE_LIVE_SECRET_KEY_" + String(repeating: "é", count: 120)
    let setting = Given.setting(name, TestKeys.secret(.secret, .live, seed: 1))
    let plan = Plan(
      from: snapshot([]), to: Inventory(of: [Given.reading(setting)], options: .init(includeUnmapped: true)))
    guard case .create(let fields) = try #require(plan.changes.first) else { return }
    #expect(fields.name.unicodeScalars.count == 100)
    #expect(name.hasPrefix(fields.name))
  }

  @Test("the release that reads is the one asked for, else the newest that the tables fit")
  func version() throws {
    let rows = [row(1, "acct_a", number: 1, .test), row(2, "acct_a", number: 2)]
    let given = snapshot(rows, [Self.a], 4...6)
    #expect(try effective(given).today.key(for: Self.a, .live).secret == rows[0].secret)
    let asked = EffectiveKeys(
      try #require(given.djStripe), version: DjStripeVersion("2.11.0"), stored: given.keys, changes: [],
      settings: DjStripeSettings(Inventory(of: []), areAll: true))
    #expect(asked.today.key(for: Self.a, .live).secret == rows[1].secret)
    for text in ["2.3", "2.12", "3.0", "2", "2.11.x", "", "2.04", "-2.5", "2.4.4.1"] {
      #expect(DjStripeVersion(text) == nil)
    }
    #expect(DjStripeVersion("2.4.4")?.description == "2.4")
  }

  @Test("a value that nobody sees is told as that, and not as none")
  func unseen() throws {
    let elsewhere = Given.setting("STRIPE_LIVE_SECRET_KEY", Secret([]), form: .reference)
    guard case .settings(.unseen(let setting)) = try effective(snapshot([]), elsewhere).today.key(for: nil, .live)
    else {
      Issue.record("not told")
      return
    }
    #expect(setting.name == "STRIPE_LIVE_SECRET_KEY")
    let mode = Given.setting("STRIPE_LIVE_MODE", Secret([]), form: .reference)
    guard case .settings(.unseen) = try effective(snapshot([]), live(1), mode).today.key(for: nil, nil) else {
      Issue.record("not told")
      return
    }
  }
}
