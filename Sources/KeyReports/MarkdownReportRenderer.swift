import KeyFacts

/// The report for a pull request or a CI summary: the verdict first, then what would happen, what is wrong, and the keys.
package struct MarkdownReportRenderer: ReportRenderer {
  let sizeLimit: Int

  /// - Parameter sizeLimit: in bytes. GitHub takes 1 MiB for a step's summary; a comment takes 65,536 characters.
  package init(sizeLimit: Int = 1_000_000) { self.sizeLimit = sizeLimit }

  package func render(_ report: Report, to sink: ByteSink) throws {
    try ByteWriter.write(to: sink) { out in
      verdict(of: report, to: &out)
      refusals(of: report, to: &out)
      if report.command != .effective { plan(of: report, to: &out) }
      effective(of: report, to: &out)
      findings(of: report, to: &out)
      suppressed(of: report, to: &out)
      notRead(of: report, to: &out)
      if report.command != .effective { keys(of: report, to: &out) }
    }
  }

  private func table(_ columns: [String], limit share: Int) -> MarkdownTable {
    MarkdownTable(columns: columns, sizeLimit: sizeLimit * share / 100)
  }

  private func verdict(of report: Report, to out: inout ByteWriter) {
    let verdict = report.summary.verdict
    out.write("## keyferry \(report.command.rawValue): \(PlainWords.name(of: verdict))\n\n")
    out.write(MarkdownText.prose(PlainWords.counts(of: report)) + "\n")
    if let store = report.store {
      let remark = store.exists || report.applied ? "" : " (does not exist yet)"
      out.write("\nDatabase: \(MarkdownText.code(store.location))\(remark)\n")
    }
    if let backup = report.backup {
      out.write(
        "\n\(backup.words.prefix(1).uppercased() + backup.words.dropFirst()): \(MarkdownText.code(backup.path))\n")
    }
  }

  private func refusals(of report: Report, to out: inout ByteWriter) {
    guard !report.refusals.isEmpty else { return }
    out.write("\n### Blocked\n\n")
    let end = out.count + sizeLimit / 10
    for (index, refusal) in report.refusals.enumerated() {
      let item = self.item(for: refusal)
      guard out.count + item.utf8.count <= end else {
        out.write("\nand \(PlainWords.digits(report.refusals.count - index)) more\n")
        return
      }
      out.write(item)
    }
  }

  private func item(for refusal: Refusal) -> String {
    var text = "- \(MarkdownText.prose(refusal.reason))\n"
    for place in refusal.places.prefix(100) {
      let key = place.key.map { " " + MarkdownText.code($0.redacted) } ?? ""
      text += "  - \(MarkdownText.code(place.setting)) at \(MarkdownText.code(place.location.label))\(key)\n"
    }
    if refusal.places.count > 100 { text += "  - and \(refusal.places.count - 100) more\n" }
    if let one = refusal.commands.first, refusal.commands.count == 1 {
      return text + "  - to resolve it: \(MarkdownText.code(one))\n"
    }
    if !refusal.commands.isEmpty { text += "  - to resolve it, one of:\n" }
    for command in refusal.commands { text += "    - \(MarkdownText.code(command))\n" }
    return text
  }

  private func plan(of report: Report, to out: inout ByteWriter) {
    guard report.store != nil, report.summary.writes + report.summary.kept > 0 else { return }
    out.write("\n### Plan\n\n")
    var table = self.table(["", "mode", "type", "key", "name", "why"], limit: 30)
    for key in report.changes(where: \.writes) where table.hasRoom {
      guard let action = key.action else { continue }
      table.add(
        [
          "\(action == .update ? "\\~" : "\\" + action.sign) \(action.rawValue)", key.summary.mode.rawValue,
          key.summary.type.rawValue, MarkdownText.code(key.summary.redacted), MarkdownText.code(key.name),
          MarkdownText.prose(PlainWords.reason(for: key, in: report)),
        ], to: &out)
    }
    table.end(of: report.summary.writes, "change", to: &out)
    guard report.summary.kept > 0 else { return }
    out.write("\(report.summary.writes > 0 ? "\n" : "")= \(PlainWords.count(report.summary.kept, "key")) unchanged\n")
  }

  private func effective(of report: Report, to out: inout ByteWriter) {
    guard let effective = report.effective else { return }
    out.write("\n### Used by dj-stripe \(effective.version)\n\n")
    out.write(MarkdownText.prose(effective.versionReason) + "\n\n")
    var table = self.table(["account", "mode", "", "key", "why"], limit: 10)
    var shown = 0
    for key in effective.keys where table.hasRoom {
      for state in key.states {
        table.add(
          [
            key.account.map(MarkdownText.code) ?? key.accountWord, key.modeWord, state.time,
            state.choice.key.map { MarkdownText.code($0.redacted) } ?? state.choice.keyWord,
            MarkdownText.prose(state.choice.reason),
          ], to: &out)
      }
      if table.hasRoom { shown += 1 }
    }
    if shown < effective.keys.count {
      out.write("\nand \(PlainWords.count(effective.keys.count - shown, "more key"))\n")
    }
    if let others = effective.othersInWords { out.write("\n\(MarkdownText.prose(others))\n") }
  }

  private func findings(of report: Report, to out: inout ByteWriter) {
    guard !report.diagnostics.isEmpty else { return }
    out.write("\n### Findings\n\n")
    var table = self.table(["severity", "rule", "where", "message"], limit: 30)
    for severity in Severity.allCases.reversed() {
      for finding in report.diagnostics where finding.severity == severity && table.hasRoom {
        let icon = MarkdownText.icon(of: severity)
        table.add(
          [
            "\(icon) \(severity.rawValue)", "\(finding.rule.code) \(MarkdownText.prose(finding.rule.name))",
            finding.location.map { MarkdownText.code($0.label) } ?? "", MarkdownText.prose(finding.message),
          ], to: &out)
      }
    }
    table.end(of: report.diagnostics.count, "finding", to: &out)
  }

  private func suppressed(of report: Report, to out: inout ByteWriter) {
    let count = report.suppressed.count
    guard count > 0 else { return }
    out.write("\n<details>\n<summary>\(PlainWords.count(count, "finding")) set aside</summary>\n\n")
    var table = self.table(["rule", "where", "message", "why"], limit: 10)
    for finding in report.suppressed where table.hasRoom {
      let diagnostic = finding.diagnostic
      table.add(
        [
          "\(diagnostic.rule.code) \(MarkdownText.prose(diagnostic.rule.name))",
          diagnostic.location.map { MarkdownText.code($0.label) } ?? "", MarkdownText.prose(diagnostic.message),
          MarkdownText.prose(PlainWords.words(finding.suppression)),
        ], to: &out)
    }
    table.end(of: count, "finding", to: &out)
    out.write("\n</details>\n")
  }

  private func notRead(of report: Report, to out: inout ByteWriter) {
    guard !report.notRead.isEmpty else { return }
    out.write("\n### Not read\n\n")
    var table = self.table(["source", "why"], limit: 5)
    for source in report.notRead where table.hasRoom {
      table.add([MarkdownText.code(source.path), MarkdownText.prose(source.reason)], to: &out)
    }
    table.end(of: report.notRead.count, "source", to: &out)
  }

  private func keys(of report: Report, to out: inout ByteWriter) {
    let count = report.summary.keys
    guard count > 0 else { return }
    out.write("\n<details>\n<summary>\(PlainWords.count(count, "key"))</summary>\n\n")
    var table = self.table(["mode", "type", "key", "name", "where from"], limit: 20)
    // No row is shorter than 64 bytes, so that no more than these can have room.
    for key in report.keys(first: sizeLimit / 5 / 64) where table.hasRoom {
      table.add(
        [
          key.summary.mode.rawValue, key.summary.type.rawValue, MarkdownText.code(key.summary.redacted),
          MarkdownText.code(key.name), MarkdownText.prose(PlainWords.places(of: key, in: report, first: 10)),
        ], to: &out)
    }
    table.end(of: count, "key", to: &out)
    out.write("\n</details>\n")
  }
}

extension MarkdownText {
  fileprivate static func icon(of severity: Severity) -> String {
    switch severity {
    case .error: "❌"
    case .warning: "⚠️"
    case .note: "ℹ️"
    }
  }
}
