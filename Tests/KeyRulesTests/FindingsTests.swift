import KeyFacts
import KeyRules
import Testing

@Suite("Findings") struct FindingsTests {
  private let open = finding("KF107", "secret-file-readable-by-others", .warning)
  private let mismatch = finding("KF202", "mode-mismatch", .error)
  private let conflict = finding("KF302", "conflicting-values", .error)

  private static func finding(_ code: String, _ name: String, _ severity: Severity) -> Diagnostic {
    Diagnostic(rule: RuleID(code, name), severity: severity, message: "a finding", setting: "STRIPE_SECRET_KEY")
  }

  @Test("of a rule that is switched off are set aside, and told of")
  func off() {
    let findings = Findings([open, mismatch]).graded(by: FindingPolicy(grades: ["KF107": .off]))
    #expect(findings.kept == [mismatch])
    #expect(findings.suppressed == [SuppressedDiagnostic(open, Suppression(kind: .configuration))])
  }

  @Test("of a rule that is graded have that severity, up and down")
  func graded() {
    let policy = FindingPolicy(grades: ["KF107": .severity(.error), "KF202": .severity(.note)])
    #expect(Findings([open, mismatch]).graded(by: policy).kept.map(\.severity) == [.error, .note])
  }

  @Test("that guard keys stay errors whoever asks")
  func guarded() {
    for grade in [FindingPolicy.Grade.off, .severity(.note)] {
      let findings = Findings([conflict]).graded(by: FindingPolicy(grades: ["KF302": grade]))
      #expect(findings.kept == [conflict])
      #expect(findings.suppressed.isEmpty)
    }
    #expect(Findings([conflict]).settingAside { _ in Suppression(kind: .baseline) }.kept == [conflict])
    // Settled by `--on-conflict`, it is a warning and guards nothing.
    let settled = Self.finding("KF302", "conflicting-values", .warning)
    #expect(Findings([settled]).settingAside { _ in Suppression(kind: .inline, reason: "known") }.kept.isEmpty)
  }

  @Test("are set aside once, by the first that asks")
  func once() {
    let findings = Findings([open]).settingAside { _ in Suppression(kind: .inline, reason: "a") }
      .settingAside { _ in Suppression(kind: .baseline) }
    #expect(findings.suppressed.map(\.suppression.kind) == [.inline])
  }

  @Test("that are errors block a removal whoever set them aside, and nothing else")
  func removals() {
    let silenced = Findings([mismatch, open]).settingAside { _ in Suppression(kind: .inline, reason: "known") }
    #expect(silenced.blocking(removes: false) == [])
    #expect(silenced.blocking(removes: true) == [mismatch])
    let graded = Findings([mismatch]).graded(by: FindingPolicy(grades: ["KF202": .severity(.note)]))
    #expect(graded.blocking(removes: false).map(\.severity) == [.note])
    #expect(graded.blocking(removes: true).contains(mismatch))
  }

  @Test("guards are errors that block")
  func guards() {
    #expect(RuleCatalog.guards.map(\.code).sorted() == ["KF101", "KF203", "KF302", "KF404"])
    let guards = RuleCatalog.all.map { $0.metadata }.filter { $0.isGuard }
    #expect(guards.allSatisfy { $0.severity == .error && $0.blocksSync })
  }
}
