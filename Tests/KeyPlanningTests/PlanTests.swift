import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@Suite("Plan") struct PlanTests {
  let live = TestKeys.secret(.secret, .live, seed: 1)
  let test = TestKeys.secret(.secret, .test, seed: 1)

  private func plan(_ snapshot: StoreSnapshot, prune: Bool = false, _ settings: Setting...) -> Plan {
    let inventory = Inventory(of: [Reading(kind: .dotenv, path: ".env", settings: settings)])
    return Plan(from: snapshot, to: inventory, options: .init(prune: prune))
  }

  @Test("creates what is missing, named by the first setting that has it")
  func create() {
    let plan = plan(
      Given.snapshot(), Given.setting("STRIPE_LIVE_SECRET_KEY", live), Given.setting("STRIPE_SECRET_KEY", live, line: 2)
    )
    #expect(plan.words == ["create STRIPE_LIVE_SECRET_KEY"])
  }

  @Test("keeps a row whose line alone moved")
  func movedLine() {
    let row = Given.row(
      live, name: "STRIPE_LIVE_SECRET_KEY",
      occurrences: [Occurrence(source: ".env", line: 7, setting: "STRIPE_LIVE_SECRET_KEY")])
    #expect(
      plan(Given.snapshot(row), Given.setting("STRIPE_LIVE_SECRET_KEY", live)).words == ["keep STRIPE_LIVE_SECRET_KEY"])
  }

  @Test("a kept row has its name of the setting where no other setting holds the key")
  func namedBySetting() {
    let name = "STRIPE_LIVE_SECRET_KEY"
    let row = Given.row(live, name: name, occurrences: [Occurrence(source: ".env", line: 1, setting: name)])
    let setting = Given.setting(name, live)
    func isNamed(_ settings: Setting..., example: Setting? = nil) -> [Bool] {
      let readings =
        [Reading(kind: .dotenv, path: ".env", settings: settings)]
        + (example.map { [Given.reading($0, in: ".env.example", example: true)] } ?? [])
      return Plan(from: Given.snapshot(row), to: Inventory(of: readings)).isNamedBySetting
    }
    #expect(isNamed(setting) == [true])
    #expect(isNamed(Given.setting("STRIPE_SECRET_KEY", live)) == [false])
    #expect(isNamed(setting, Given.setting("STRIPE_SECRET_KEY", live, line: 2)) == [false])
    #expect(isNamed(setting, Given.setting("PAYMENTS", live, line: 2)) == [false])
    #expect(isNamed(setting, example: Given.setting("STRIPE_KEY", live)) == [false])
    #expect(isNamed() == [false])
  }

  @Test("a plain row of a block of names is as one with texts of its own")
  func plainRow() {
    let names = NameBlock(Array("OTHERSTRIPE_LIVE_SECRET_KEY".utf8))
    let row = StoredKey(
      id: "1", secret: live, type: .secret, livemode: true, name: 5..<27, in: names,
      created: Timestamp(microseconds: 0), updated: Timestamp(microseconds: 1), source: ".env", line: 7)
    #expect(row.name == "STRIPE_LIVE_SECRET_KEY")
    #expect(row.account == nil)
    #expect(row.occurrences == [Occurrence(source: ".env", line: 7, setting: "STRIPE_LIVE_SECRET_KEY")])
    let (same, other) = (Given.setting(row.name, live), Given.setting("STRIPE_LIVE_SECRET_KEX", live))
    #expect(plan(Given.snapshot(row), same).words == ["keep STRIPE_LIVE_SECRET_KEY"])
    #expect(plan(Given.snapshot(row), same).isNamedBySetting == [true])
    #expect(plan(Given.snapshot(row), other).words == ["update STRIPE_LIVE_SECRET_KEX: name occurrences"])
    let moved = Given.setting(row.name, live, in: "a.env")
    #expect(plan(Given.snapshot(row), moved).words == ["update STRIPE_LIVE_SECRET_KEY: occurrences"])
  }

  @Test("type and mode follow the prefix")
  func staleFields() {
    let row = Given.row(
      live, type: .publishable, livemode: false, name: "STRIPE_LIVE_SECRET_KEY",
      occurrences: [Occurrence(source: ".env", line: 1, setting: "STRIPE_LIVE_SECRET_KEY")])
    #expect(
      plan(Given.snapshot(row), Given.setting("STRIPE_LIVE_SECRET_KEY", live)).words
        == ["update STRIPE_LIVE_SECRET_KEY: livemode type"])
  }

  @Test(
    "a name follows the setting that gave it, and a person's is never touched",
    arguments: [
      ("STRIPE_OLD_KEY", "update STRIPE_LIVE_SECRET_KEY: name occurrences"),
      ("Our shop", "update Our shop: occurrences"),
      ("", "update STRIPE_LIVE_SECRET_KEY: name occurrences"),
    ])
  func names(name: String, expected: String) {
    let row = Given.row(
      live, name: name, occurrences: [Occurrence(source: ".env", line: 1, setting: "STRIPE_OLD_KEY")])
    #expect(plan(Given.snapshot(row), Given.setting("STRIPE_LIVE_SECRET_KEY", live)).words == [expected])
  }

  @Test("a stored key that no setting names is kept, and removed only with --prune")
  func unnamed() {
    let rows = Given.snapshot(
      Given.row(live, id: "1", name: "A", occurrences: [Occurrence(source: ".env", line: 1, setting: "A")]),
      Given.row(test, id: "2", livemode: false, name: "B"))
    #expect(plan(rows, Given.setting("STRIPE_LIVE_SECRET_KEY", live)).unnamed.map(\.name) == ["B"])
    #expect(plan(rows, Given.setting("STRIPE_LIVE_SECRET_KEY", live)).words.contains("keep B"))
    #expect(plan(rows, prune: true, Given.setting("STRIPE_LIVE_SECRET_KEY", live)).words.contains("remove B"))
  }

  @Test("--prune keeps keys that settings name but a sync leaves out")
  func leftOut() {
    let rows = Given.snapshot(Given.row(test, livemode: false, name: "B"))
    let plan = plan(
      rows, prune: true, Given.setting("STRIPE_LIVE_SECRET_KEY", live), Given.setting("PAYMENTS", test, line: 2))
    #expect(plan.words == ["create STRIPE_LIVE_SECRET_KEY", "keep B"])
  }

  @Test("--prune keeps rows that hold no key")
  func foreignRow() {
    let rows = Given.snapshot(Given.row(Secret(Array("something".utf8)), name: "B"))
    #expect(plan(rows, prune: true, Given.setting("STRIPE_LIVE_SECRET_KEY", live)).words.contains("keep B"))
  }

  @Test("a plan over its own result has nothing to write")
  func idempotent() {
    let settings = (1...50).map {
      Given.setting("STRIPE_KEY_\($0)", TestKeys.secret(.secret, .live, seed: UInt64($0)), line: $0)
    }
    let inventory = Inventory(of: [Reading(kind: .dotenv, path: ".env", settings: settings)])
    let rows = Plan(from: Given.snapshot(), to: inventory).changes.compactMap { change -> StoredKey? in
      guard case .create(let fields) = change else { return nil }
      return Given.row(
        fields.secret, type: fields.type, livemode: fields.livemode, name: fields.name, occurrences: fields.occurrences)
    }
    let snapshot = StoreSnapshot(location: "", revision: "2", exists: true, permissions: nil, keys: rows)
    #expect(rows.count == 50)
    let writes = Plan(from: snapshot, to: inventory).changes.count { $0.writes }
    #expect(writes == 0)
  }
}

@Suite("Gate") struct GateTests {
  let live = TestKeys.secret(.secret, .live, seed: 1)

  private func reasons(
    prune: Bool = false, removing count: Int = 0, keysFound: Int = 1, isComplete: Bool = true,
    diagnostics: [Diagnostic] = [], exempt: Set<RuleID> = []
  ) -> [String] {
    let rows = (0..<count).map { Given.row(TestKeys.secret(.secret, .test, seed: UInt64($0)), name: "\($0)") }
    let snapshot = StoreSnapshot(
      location: "", revision: "1", exists: true, permissions: nil, keys: rows.sorted { $0.secret < $1.secret })
    let inventory = Inventory(of: [Given.reading(Given.setting("STRIPE_LIVE_SECRET_KEY", live))])
    let plan = Plan(from: snapshot, to: inventory, options: .init(prune: prune))
    do throws(Blocked) {
      _ = try Gate.approve(
        plan, diagnostics: diagnostics, exempt: exempt, isComplete: isComplete, keysFound: keysFound)
      return []
    } catch {
      return error.reasons.map(\.words)
    }
  }

  @Test("lets a plan without errors through")
  func open() { #expect(reasons().isEmpty) }

  @Test("every error blocks, warnings and exempt rules do not")
  func errors() {
    let rule = RuleID("KF202", "mode-mismatch")
    #expect(reasons(diagnostics: [Diagnostic(rule: rule, severity: .error, message: "")]).count == 1)
    #expect(reasons(diagnostics: [Diagnostic(rule: rule, severity: .warning, message: "")]).isEmpty)
    #expect(reasons(diagnostics: [Diagnostic(rule: rule, severity: .error, message: "")], exempt: [rule]).isEmpty)
  }

  @Test("--prune is refused when something was not seen, nothing was found, or too much would go")
  func prune() {
    #expect(reasons(prune: true, removing: 10).isEmpty)
    #expect(reasons(prune: true, removing: 11).count == 1)
    #expect(reasons(prune: true, isComplete: false).count == 1)
    #expect(reasons(prune: true, keysFound: 0).count == 1)
    #expect(reasons(removing: 11, keysFound: 0, isComplete: false).isEmpty)
  }
}
