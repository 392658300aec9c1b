import KeyFacts
import KeySecrets
import TestSupport
import Testing

@testable import KeyPlanning

@Suite("A plan that copies") struct CopyPlanTests {
  private func row(
    _ mark: String, name: String = "", account: String? = nil, created: Int64 = 1, places: [Occurrence] = [],
    livemode: Bool? = nil
  ) -> StoredKey {
    let secret = Secret(Array(TestKeys.filling("«\(mark)»").utf8))
    let key = StripeKey(stored: secret)
    return StoredKey(
      id: mark, secret: secret, type: key?.type ?? .secret, livemode: livemode ?? key?.mode.livemode ?? true,
      name: name,
      account: account, created: Timestamp(microseconds: created), updated: Timestamp(microseconds: created),
      occurrences: places)
  }

  private func snapshot(_ rows: [StoredKey], djStripe: DjStripeFacts? = nil) -> StoreSnapshot {
    StoreSnapshot(
      location: "k.json", revision: "r", exists: true, permissions: 0o600, keys: rows.sorted { $0.secret < $1.secret },
      djStripe: djStripe)
  }

  private func plan(
    _ target: [StoredKey], from origin: [StoredKey], djStripe: DjStripeFacts? = nil, prune: Bool = false,
    skipsPublishable: Bool = false
  ) -> Plan {
    Plan(
      from: snapshot(target, djStripe: djStripe), copying: snapshot(origin), skipsPublishable: skipsPublishable,
      options: Plan.Options(prune: prune))
  }

  private let place = Occurrence(source: ".env", line: 3, setting: "STRIPE_LIVE_SECRET_KEY")

  @Test("a key that is missing comes with its name, account, creation time and places")
  func create() throws {
    let plan = plan([], from: [row("sk_live:1", name: "Shop", account: "acct_1", created: 7, places: [place])])
    guard case .create(let fields)? = plan.changes.first else {
      Issue.record("\(plan.changes)")
      return
    }
    #expect(fields.name == "Shop")
    #expect(fields.account == "acct_1")
    #expect(fields.created == Timestamp(microseconds: 7))
    #expect(fields.occurrences == [place])
    #expect(fields.type == .secret && fields.livemode)
  }

  @Test("type and mode follow from the key, whatever the other store says")
  func stale() throws {
    guard case .create(let fields)? = plan([], from: [row("sk_live:1", livemode: false)]).changes.first else {
      Issue.record("nothing to create")
      return
    }
    #expect(fields.livemode)
  }

  @Test("what dj-stripe's table has no room for does not come along")
  func djStripe() throws {
    let facts = DjStripeFacts(
      versions: .newest ... .newest, accounts: [DjStripeAccount(number: 1, id: "acct_1", livemode: true)],
      nameWidth: 5)
    let known = plan([], from: [row("sk_live:1", name: "Ä long", account: "acct_1", places: [place])], djStripe: facts)
    let unknown = plan([], from: [row("sk_live:1", account: "acct_2")], djStripe: facts)
    guard case .create(let a)? = known.changes.first, case .create(let b)? = unknown.changes.first else {
      Issue.record("nothing to create")
      return
    }
    #expect(a.name == "Ä lon")
    #expect(a.account == "acct_1")
    #expect(a.occurrences.isEmpty)
    #expect(b.account == nil)
  }

  @Test(
    "a name of a person's stays, a setting's and none follow",
    arguments: [
      ("Mine", [], "Other", "Mine"), ("", [], "Other", "Other"), ("STRIPE_LIVE_SECRET_KEY", [1], "Other", "Other"),
      ("Mine", [1], "Other", "Mine"), ("Mine", [], "", "Mine"), ("STRIPE_LIVE_SECRET_KEY", [1], "", nil),
    ] as [(String, [Int], String, String?)])
  func names(mine: String, places: [Int], other: String, expected: String?) {
    let target = row("sk_live:1", name: mine, places: places.map { _ in place })
    let change = plan([target], from: [row("sk_live:1", name: other)]).changes[0]
    switch change {
    case .update(_, let fields, let stale):
      #expect(fields.name == expected)
      #expect(stale == [.name])
      #expect(fields.occurrences == target.occurrences)
    case .keep: #expect(expected == nil || expected == mine)
    default: Issue.record("\(change)")
    }
  }

  @Test("an account comes to a row that has none, and never in place of another")
  func accounts() {
    func stale(_ mine: String?, _ other: String?, _ djStripe: DjStripeFacts? = nil) -> Set<StaleField> {
      let plan = plan(
        [row("sk_live:1", account: mine)], from: [row("sk_live:1", account: other)], djStripe: djStripe)
      guard case .update(_, let fields, let stale)? = plan.changes.first else { return [] }
      #expect(fields.account == other)
      return stale
    }
    let facts = DjStripeFacts(
      versions: .newest ... .newest, accounts: [DjStripeAccount(number: 1, id: "acct_1", livemode: true)],
      nameWidth: 100)
    #expect(stale(nil, "acct_1") == [.account])
    #expect(stale("acct_1", "acct_2") == [])
    #expect(stale("acct_1", nil) == [])
    #expect(stale(nil, "acct_1", facts) == [.account])
    #expect(stale(nil, "acct_2", facts) == [])
    #expect(stale("acct_gone", "acct_1", facts) == [.account])
  }

  @Test("in dj-stripe's table no name is changed")
  func djStripeNames() {
    let facts = DjStripeFacts(versions: .newest ... .newest, accounts: [], nameWidth: 100)
    #expect(!plan([row("sk_live:1")], from: [row("sk_live:1", name: "Other")], djStripe: facts).writes)
  }

  @Test("places follow where the other store has some, and a line that moved is no change")
  func places() {
    let moved = Occurrence(source: ".env", line: 9, setting: "STRIPE_LIVE_SECRET_KEY")
    let other = Occurrence(source: "b.env", line: 1, setting: "STRIPE_LIVE_SECRET_KEY")
    let target = [row("sk_live:1", name: "STRIPE_LIVE_SECRET_KEY", places: [place])]
    #expect(!plan(target, from: [row("sk_live:1")]).writes)
    #expect(!plan(target, from: [row("sk_live:1", places: [moved])]).writes)
    #expect(plan(target, from: [row("sk_live:1", places: [other])]).writes)
  }

  @Test("a key that the other store lacks stays, and goes with --prune unless it is skipped or no key")
  func prune() {
    let target = [row("sk_live:1"), row("pk_live:2"), row("sk_live:3:9")]
    #expect(!plan(target, from: []).writes)
    #expect(plan(target, from: []).unnamed.count == 3)
    func removed(_ plan: Plan) -> [String] {
      plan.changes.compactMap { if case .remove(let row) = $0 { row.id } else { nil } }
    }
    #expect(removed(plan(target, from: [], prune: true)) == ["pk_live:2", "sk_live:1"])
    #expect(removed(plan(target, from: [], prune: true, skipsPublishable: true)) == ["sk_live:1"])
  }

  @Test("a publishable key that is skipped is neither copied nor removed, a row without a key not copied")
  func skipped() {
    let origin = [row("pk_live:1"), row("sk_live:2:9")]
    #expect(plan([], from: origin, skipsPublishable: true).changes.isEmpty)
    #expect(plan([], from: origin).changes.count == 1)
    let both = plan(origin, from: origin, prune: true, skipsPublishable: true)
    #expect(!both.writes)
    #expect(both.unnamed.isEmpty)
  }
}

extension Plan {
  fileprivate var writes: Bool { changes.contains(where: \.writes) }
}
