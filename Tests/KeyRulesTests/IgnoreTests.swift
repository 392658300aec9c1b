import Foundation
import KeyFacts
import KeyPlanning
import KeyRules
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Findings that a comment passes by") struct IgnoreTests {
  private func findings(_ text: String, path: String = ".env", policy: FindingPolicy = FindingPolicy()) throws
    -> Findings
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keyferry-ignore-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(path)
    try Data(TestKeys.filling(text).utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    let readings = SourceReader(environment: nil).read([.path(folder.path)])
    let evidence = Evidence(
      readings: readings.withoutSettings, inventory: Inventory(of: readings.readings), conflictPolicy: .error)
    return RuleCatalog.findings(evidence, policy: policy)
  }

  private func codes(_ findings: Findings) -> [String] { findings.kept.map(\.rule.code).sorted() }

  @Test(
    "are set aside with the reason, on the line and on the line above, in every kind of file",
    arguments: [
      (".env", "STRIPE_LIVE_SECRET_KEY=«sk_test:1» # keyferry:ignore[KF202] in test mode\n"),
      (".env", "# keyferry:ignore[mode-mismatch] in test mode\nSTRIPE_LIVE_SECRET_KEY=«sk_test:1»\n"),
      ("a.yml", "# keyferry:ignore[KF202] in test mode\nSTRIPE_LIVE_SECRET_KEY: «sk_test:1»\n"),
      (
        "a.yml",
        "x:\n  # keyferry:ignore[KF202] in test mode\n  y: |\n    A=1\n    STRIPE_LIVE_SECRET_KEY=«sk_test:1»\n"
      ),
      ("settings.py", "STRIPE_LIVE_SECRET_KEY = '«sk_test:1»'  # keyferry:ignore[KF202,KF501] in test mode\n"),
    ])
  func kinds(path: String, text: String) throws {
    let findings = try findings(text, path: path)
    let mismatch = try #require(findings.suppressed.first { $0.diagnostic.rule.code == "KF202" })
    #expect(mismatch.suppression.kind == .inline)
    #expect(mismatch.suppression.reason == "in test mode")
    #expect(mismatch.suppression.location?.path.hasSuffix("/" + path) == true)
    #expect(!codes(findings).contains("KF202"))
    #expect(!codes(findings).contains("KF110"))
  }

  @Test("about a file as a whole are set aside by any line of it")
  func whole() throws {
    let text = "A=1\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n# keyferry:ignore[KF107] one user alone\n"
    #expect(try findings(text).kept.isEmpty)
  }

  @Test(
    "stay where the comment says nothing of them, and it is told of",
    arguments: [
      ("# keyferry:ignore[KF202]\n", "gives no reason"), ("# keyferry:ignore why\n", "names no rule"),
      ("# keyferry:ignore[KF203] why\n", "ignores KF203 secret-in-public-setting, which finds nothing there"),
      ("# keyferry:ignore[KF999] why\n", "KF999 is no rule"),
      ("# keyferry: ignore[KF202] why\n", "is spelled otherwise"),
      ("# note: keyferry:ignore[KF202] why\n", "stands behind other words"),
      ("# keyferry:ignore[KF202] why\nA=1\n", "finds nothing there"),
    ])
  func unused(comment: String, words: String) throws {
    let findings = try findings(
      comment + "STRIPE_LIVE_SECRET_KEY=«sk_test:1»\n", policy: FindingPolicy(grades: ["KF107": .off]))
    #expect(codes(findings) == ["KF110", "KF202"])
    let unused = try #require(findings.kept.first { $0.rule.code == "KF110" })
    #expect(unused.message.contains(words))
    #expect(unused.severity == .note)
    #expect(unused.location?.line == 1)
    #expect(unused.location?.column == (comment.hasPrefix("# note") ? 9 : 3))
  }

  @Test("that guard keys stay, and the comment is told of")
  func guarded() throws {
    let text = "# keyferry:ignore[KF203] we know\nSTRIPE_PUBLISHABLE_KEY=«sk_live:1»\n"
    let findings = try findings(text, policy: FindingPolicy(grades: ["KF107": .off]))
    #expect(codes(findings) == ["KF110", "KF203"])
    #expect(findings.kept.contains { $0.message.contains("can't be ignored") })
  }

  @Test("of a database are not missed where none is looked at")
  func databases() throws {
    #expect(
      try !codes(findings("# keyferry:ignore[KF401] why\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n")).contains("KF110"))
  }

  @Test("of a lock are not missed where none is compared")
  func locks() throws {
    #expect(
      try !codes(findings("# keyferry:ignore[KF602] why\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n")).contains("KF110"))
  }

  @Test("show no piece of a key: neither in the place of a rule nor in the reason")
  func pieces() throws {
    let body = TestKeys.filling("«body:5:24»")
    let (head, tail) = (body.prefix(12), body.suffix(12))
    let text =
      "# keyferry:ignore[KF107,\(body)] old sk_live_\(head) \(tail), \(body)\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"
    let findings = try findings(text)
    #expect(findings.kept.contains { $0.message.contains("a word of 24 bytes (not shown) is no rule") })
    let shown = findings.kept.map(\.message) + findings.suppressed.map { $0.suppression.reason ?? "" }
    for text in shown {
      #expect(!text.contains(head) && !text.contains(tail))
    }
    #expect(findings.suppressed.first?.suppression.reason?.hasPrefix("old sk_live_") == true)
  }

  @Test("show nothing of a key that is read, nor any word that is too long for one")
  func words() throws {
    let key = TestKeys.filling("«sk_live:1»")
    let tail = key.suffix(9)
    let long = String(repeating: "abcdefg", count: 3)
    let text =
      "# keyferry:ignore[KF107,\(long),\(tail)] ends in \(tail), not \(long.uppercased())\nSTRIPE_LIVE_SECRET_KEY=\(key)\n"
    let findings = try findings(text)
    let shown = findings.kept.map(\.message) + findings.suppressed.map { $0.suppression.reason ?? "" }
    #expect(findings.suppressed.first?.suppression.reason == "ends in \u{2026}, not \u{2026}")
    for text in shown { #expect(!text.contains(tail) && !text.lowercased().contains(long)) }
  }

  @Test("show no key that stands in the comment")
  func leaks() throws {
    let text = "# keyferry:ignore[KF107,«sk_live:2»] was «sk_live:3»\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"
    let findings = try findings(text)
    let keys = TestKeys.keys(in: text)
    for finding in findings.kept { #expect(!TestKeys.leaks(keys, in: finding.message)) }
    for finding in findings.suppressed { #expect(!TestKeys.leaks(keys, in: finding.suppression.reason ?? "")) }
  }
}
