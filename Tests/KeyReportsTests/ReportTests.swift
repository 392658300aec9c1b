import KeyFacts
import KeyReports
import Testing

@Suite("Report") struct ReportTests {
  @Test("gives the same bytes whatever the order of its parts", arguments: 1...5)
  func determinism(round: Int) throws {
    let plan = ReportedPlan(store: SampleReports.store, changes: SampleReports.changes.shuffled())
    let sources = ReportedSources(
      settings: SampleReports.settings.shuffled(), notRead: SampleReports.notRead.shuffled(), filesSearched: 14)
    let shuffled = Report(
      command: .plan, sources: sources, plan: plan, diagnostics: SampleReports.diagnostics.shuffled())
    let renderers: [any ReportRenderer] = [TextReportRenderer(), MarkdownReportRenderer(), JSONReportRenderer()]
    for renderer in renderers {
      let text = try renderer.text(of: shuffled)
      let expected = try renderer.text(of: SampleReports.plan)
      #expect(text == expected)
    }
  }

  @Test("lists every place of a key, whether one setting holds it or several", arguments: [[], SampleReports.changes])
  func places(changes: [ChangeSummary]) {
    let (first, second, third) = (SampleReports.liveSecret, SampleReports.testPublic, SampleReports.testSecret)
    let held = [first, nil, second, first, third, second, first]
    let settings = held.enumerated().map { line, key in
      ReportedSetting(
        name: "S\(line)", location: SourceLocation(kind: .dotenv, path: ".env", line: line + 1),
        valueKind: key == nil ? .other : .key, key: key)
    }
    let report = Report(
      command: .plan, sources: ReportedSources(settings: settings),
      plan: ReportedPlan(store: SampleReports.store, changes: changes))
    for key in report.keys() {
      let lines = held.indices.filter { held[$0] == key.summary }
      #expect(report.settings(of: key).map(\.name) == lines.map { "S\($0)" })
    }
  }

  @Test("names the same plan in every format")
  func planID() throws {
    let id = try #require(SampleReports.plan.planID)
    let renderers: [any ReportRenderer] = [TextReportRenderer(), MarkdownReportRenderer(), JSONReportRenderer()]
    for renderer in renderers {
      let text = try renderer.text(of: SampleReports.plan)
      #expect(text.contains(id))
    }
  }

  @Test("names plans by what they write")
  func planIDs() {
    func id(_ changes: [ChangeSummary]) -> String { ReportedPlan(store: SampleReports.store, changes: changes).id }
    let changes = SampleReports.changes
    let kept = ChangeSummary(action: .keep, key: SampleReports.testPublic, name: "another")
    let renamed = ChangeSummary(action: .create, key: SampleReports.liveSecret, name: "another")
    #expect(id(changes) == id(changes.reversed()))
    #expect(id(changes) == id(changes + [kept]))
    #expect(id(changes) != id(Array(changes.dropLast())))
    #expect(id([changes[2]]) != id([renamed]))
    #expect(id([]) == id([kept]))
  }

  @Test(
    "comes to one verdict",
    arguments: [
      ("scan", Verdict.findings), ("plan", .changesPending), ("empty", .clean), ("in-sync", .inSync), ("done", .done),
      ("failed", .failed), ("blocked", .blocked),
    ])
  func verdict(name: String, expected: Verdict) throws {
    let report = try #require(GoldenReportTests.reports.first { $0.name == name }).report
    #expect(report.summary.verdict == expected)
  }

  @Test("calls pending changes drift in a check, and nothing in sync when something was not read")
  func checks() {
    let changes = SampleReports.changes
    let pending = ReportedPlan(store: SampleReports.store, changes: changes)
    let idle = ReportedPlan(store: SampleReports.store, changes: changes.filter { $0.action == .keep })
    let partly = ReportedSources(settings: [], notRead: SampleReports.notRead)
    #expect(Report(command: .check, plan: pending).summary.verdict == .drift)
    #expect(Report(command: .check, sources: partly, plan: idle).summary.verdict == .incomplete)
    #expect(Report(command: .check, plan: idle, verdict: .drift).summary.verdict == .drift)
  }

  @Test("lists changes live before test, removals first")
  func order() {
    let changes = SampleReports.plan.changes().map { "\($0.summary.mode) \($0.action?.rawValue ?? "")" }
    #expect(changes == ["live remove", "live create", "live create", "live keep", "test update"])
  }

  @Test("says why, by the first active place of the key's name")
  func why() throws {
    let report = SampleReports.plan
    let reasons = report.changes().map { report.why($0) }
    #expect(
      reasons == [
        "no setting names it", "STRIPE_LIVE_SECRET_KEY at environment and 1 more place",
        "secretKey at deploy/values.production.yaml:41", "STRIPE_LIVE_PUBLIC_KEY at .env:4",
        "STRIPE_TEST_SECRET_KEY at .env:9",
      ])
    let asked = ChangeSummary(
      action: .create, key: SampleReports.gone, name: "mine", why: "asked for on the command line")
    let keys = Report(command: .keys, plan: ReportedPlan(store: SampleReports.store, changes: [asked]))
    #expect(keys.changes().map { keys.why($0) } == ["asked for on the command line"])
  }

  @Test("a change that leaves the name to the setting has the setting's")
  func namedBySetting() {
    let setting = ReportedSetting(
      name: "STRIPE_SECRET_KEY", location: SourceLocation(kind: .dotenv, path: ".env", line: 1), valueKind: .key,
      key: SampleReports.liveSecret)
    let kept = ChangeSummary(action: .keep, key: SampleReports.liveSecret, name: nil)
    let named = ChangeSummary(action: .keep, key: SampleReports.gone, name: "mine")
    let report = Report(
      command: .plan, sources: ReportedSources(settings: [setting]),
      plan: ReportedPlan(store: SampleReports.store, changes: [kept, named]))
    #expect(report.keys().map(\.name).sorted() == ["STRIPE_SECRET_KEY", "mine"])
  }

  @Test("finds the first of many keys as sorting all does")
  func firstOfMany() {
    let report = SampleReports.large(5_000)
    let few = report.keys(first: 37).map(\.name)
    #expect(few == Array(report.keys().prefix(37).map(\.name)))
    #expect(report.keys(first: 0).isEmpty)
  }

  @Test("holds a million keys in little room")
  func size() {
    #expect(MemoryLayout<KeySummary>.stride == 24)
    #expect(MemoryLayout<KeyFacts.SourceLocation>.stride == 48)
    #expect(MemoryLayout<ReportedSetting>.stride <= 88)
  }

  @Test("is written in chunks, and stops at the sink's first error")
  func chunks() throws {
    struct Full: Error {}
    var sizes: [Int] = []
    try JSONReportRenderer().render(SampleReports.large(2_000)) { sizes.append($0.count) }
    #expect(sizes.count > 5)
    #expect(sizes.allSatisfy { $0 > 0 && $0 < 80_000 })
    var calls = 0
    #expect(throws: Full.self) {
      try JSONReportRenderer().render(SampleReports.large(2_000)) { _ in
        calls += 1
        throw Full()
      }
    }
    #expect(calls == 1)
  }

  @Test("of 100,000 keys is rendered in seconds, even in a debug build", .timeLimit(.minutes(1)))
  func large() throws {
    let report = SampleReports.large(100_000)
    let renderers: [any ReportRenderer] = [TextReportRenderer(), MarkdownReportRenderer(), JSONReportRenderer()]
    for renderer in renderers {
      var count = 0
      try renderer.render(report) { count += $0.count }
      #expect(count > 1_000)
    }
  }
}
