import KeyFacts
import Testing

@Suite("Baseline") struct BaselineTests {
  private func finding(
    _ rule: String = "KF202", line: Int = 3, severity: Severity = .error, setting: String? = "STRIPE_LIVE_SECRET_KEY"
  ) -> Diagnostic {
    Diagnostic(
      rule: RuleID(rule, "some-rule"), severity: severity, message: "line \(line)",
      location: SourceLocation(kind: .dotenv, path: ".env", line: line), setting: setting)
  }

  private func known(_ findings: [Diagnostic], among all: [Diagnostic]) -> (taken: [Diagnostic], gone: [Baseline.Entry])
  {
    var matching = Baseline.Matching(Baseline(of: findings, in: .none), in: .none)
    let taken = all.filter { matching.takes($0) }
    for finding in all where !taken.contains(finding) { matching.meets(finding) }
    return (taken, matching.gone)
  }

  @Test("knows a finding wherever it moved, and no other")
  func moved() {
    let (taken, gone) = known(
      [finding()], among: [finding("KF203"), finding(line: 90), finding(setting: "STRIPE_KEY")])
    #expect(taken.map(\.location?.line) == [90])
    #expect(gone.isEmpty)
  }

  @Test("knows as many of one kind as there were")
  func counted() {
    let (taken, gone) = known([finding(), finding(line: 5)], among: [finding(), finding(line: 6), finding(line: 7)])
    #expect(taken.map(\.location?.line) == [3, 6])
    #expect(gone.isEmpty)
  }

  @Test("takes a finding that is graver than it was for a new one, and no gone one")
  func graver() {
    let (taken, gone) = known([finding(severity: .warning)], among: [finding(severity: .error)])
    #expect(taken.isEmpty && gone.isEmpty)
    #expect(known([finding(severity: .error)], among: [finding(severity: .note)]).taken.count == 1)
    let both = known([finding(severity: .error), finding(severity: .note)], among: [finding(severity: .error)])
    #expect(both.taken.count == 1)
    #expect(both.gone.map(\.severity) == [.note])
  }

  @Test("tells what is there no more, and how often")
  func gone() {
    let (_, gone) = known([finding(), finding(line: 4), finding(line: 5), finding("KF203")], among: [finding(line: 8)])
    #expect(gone.map(\.identity.rule) == ["KF202", "KF203"])
    #expect(gone.map(\.count) == [2, 1])
  }

  @Test("is in one order, whatever the order of findings")
  func order() {
    let findings = [finding("KF203"), finding(), finding(setting: nil), finding("KF107", severity: .warning)]
    let baseline = Baseline(of: findings, in: .none)
    #expect(Baseline(of: findings.reversed(), in: .none) == baseline)
    #expect(baseline.entries.map(\.identity.rule) == ["KF107", "KF202", "KF202", "KF203"])
  }
}
