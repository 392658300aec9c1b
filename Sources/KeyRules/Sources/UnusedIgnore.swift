import KeyFacts
import KeyPlanning
import KeySecrets

/// A comment that passes nothing by.
enum UnusedIgnore: Rule {
  static let metadata = RuleMetadata(
    "KF110", "unused-ignore", .note,
    what: """
      a comment `keyferry:ignore[…]` ignores nothing: its rule finds nothing on its line or the line below, it names no \
      rule, it gives no reason, the rule's errors can't be ignored, or it is spelled otherwise
      """,
    why: "whoever reads it takes something for known that nobody looks at; and it would hide what comes later",
    remedy: """
      take the comment out, or mend it: `# keyferry:ignore[KF107] why`, on the line itself or the line above; a rule about \
      several sources may find something when all of them are read
      """,
    firing: .project([
      ".env": "# keyferry:ignore[KF202] the shop is in test mode\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"
    ]),
    silent: .project([
      ".env": "# keyferry:ignore[KF202] the shop is in test mode\nSTRIPE_LIVE_SECRET_KEY=«sk_test:1»\n"
    ]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    guard evidence.readings.readings.contains(where: { !$0.ignores.isEmpty }) else { return [] }
    return RuleCatalog.findings(evidence).kept.filter { $0.rule == metadata.id }
  }
}
