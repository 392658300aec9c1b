import KeyFacts

/// What the page's template shows. Names of properties are those in `Page/page.mustache` and its parts.
struct HTMLPage {
  struct Tile {
    let number: String
    let words: String
    let tone: HTMLTone
  }

  struct Fact {
    let term: String
    let value: String
    var remark: String?
  }

  /// A part of the page, as its table of contents names it.
  struct Part {
    let id: String
    let title: String
  }

  let policy = HTMLTemplates.policy
  let style = HTMLTemplates.style
  let script = HTMLTemplates.script
  let title: String
  let command: String
  let verdict: String
  let tone: HTMLTone
  /// Why it could not be done.
  let failure: String?
  let tiles: [Tile]
  let facts: [Fact]
  let parts: [Part]
  let blocked: HTMLBlocked?
  let flow: HTMLFlow?
  let plan: HTMLPlan?
  let effective: HTMLEffective?
  let findings: HTMLFindings?
  let setAside: HTMLSetAside?
  let notRead: HTMLNotRead?
  let keys: HTMLKeys?

  init(_ report: Report, rules: [RulePage], limit: Int) {
    let verdict = PlainWords.name(of: report.summary.verdict)
    // What dj-stripe takes is a question of its own: where its keys stand is what scan and plan are for.
    let isWhole = report.command != .effective
    title = "keyferry \(report.command.rawValue): \(verdict)" + (report.store.map { ", \($0.location)" } ?? "")
    command = report.command.rawValue
    self.verdict = verdict.capitalizedFirst
    tone = HTMLTone(report.summary.verdict)
    failure = report.failure
    tiles = Self.tiles(report)
    facts = Self.facts(report)
    blocked = HTMLBlocked(report)
    flow = isWhole ? HTMLFlow(report) : nil
    plan = isWhole ? HTMLPlan(report, limit: limit) : nil
    effective = report.effective.map { HTMLEffective($0, limit: limit) }
    findings = HTMLFindings(report.diagnostics, rules: rules, limit: limit)
    setAside = HTMLSetAside(report, limit: limit)
    notRead = HTMLNotRead(report.notRead, limit: limit)
    keys = isWhole ? HTMLKeys(report, limit: limit) : nil
    parts = [
      blocked.map { _ in Part(id: "blocked", title: "Blocked") },
      flow.map { _ in Part(id: "flow", title: "Where the keys go") },
      plan.map { _ in Part(id: "plan", title: "Plan") },
      effective.map { Part(id: "effective", title: "Used by dj-stripe \($0.version)") },
      findings.map { _ in Part(id: "findings", title: "Findings") },
      setAside.map { _ in Part(id: "set-aside", title: "Set aside") },
      notRead.map { _ in Part(id: "not-read", title: "Not read") },
      keys.map { _ in Part(id: "keys", title: "Keys") },
    ].compactMap { $0 }
  }

  private static func tiles(_ report: Report) -> [Tile] {
    let summary = report.summary
    let done = report.applied
    var numbers: [(Int, String, HTMLTone)] =
      report.store == nil
      ? [(summary.keys, summary.keys == 1 ? "key" : "keys", .quiet)]
      : [
        (summary.removed, done ? "removed" : "to remove", .error),
        (summary.created, done ? "created" : "to create", .good),
        (summary.updated, done ? "updated" : "to update", .warning), (summary.kept, "unchanged", .quiet),
      ]
    numbers += [
      (summary.errors, summary.errors == 1 ? "error" : "errors", .error),
      (summary.warnings, summary.warnings == 1 ? "warning" : "warnings", .warning),
      (summary.notes, summary.notes == 1 ? "note" : "notes", .note),
      (summary.suppressed, "set aside", .quiet), (summary.notRead, "not read", .warning),
    ]
    return numbers.filter { $0.0 > 0 }.map { Tile(number: PlainWords.digits($0.0), words: $0.1, tone: $0.2) }
  }

  private static func facts(_ report: Report) -> [Fact] {
    var facts: [Fact] = []
    if let store = report.store {
      facts.append(Fact(term: "Database", value: store.location, remark: report.absence.map { " (\($0))" }))
    }
    if let lock = report.lock { facts.append(Fact(term: "Compared with", value: lock.path, remark: ": \(lock.words)")) }
    if let id = report.planID { facts.append(Fact(term: "Plan", value: id)) }
    if let origin = report.origin {
      facts.append(Fact(term: "Copied from", value: origin))
    } else {
      facts.append(Fact(term: "Files searched", value: PlainWords.digits(report.summary.filesSearched)))
      let leftOut = report.summary.pathsLeftOut
      if leftOut > 0 { facts.append(Fact(term: "Left out by exclude", value: PlainWords.digits(leftOut))) }
    }
    if let backup = report.backup { facts.append(Fact(term: backup.words.capitalizedFirst, value: backup.path)) }
    return facts
  }
}
