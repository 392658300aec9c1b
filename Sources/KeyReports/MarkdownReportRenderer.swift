import KeyFacts

/// The report for a pull request or a CI summary: the verdict first, then what would happen, what is wrong, and the keys.
package struct MarkdownReportRenderer: ReportRenderer {
  let sizeLimit: Int

  /// - Parameter sizeLimit: in bytes. A comment on GitHub takes 65,536 characters, a step's summary 1 MiB.
  package init(sizeLimit: Int = 65_000) { self.sizeLimit = sizeLimit }

  package func render(_ report: Report, to sink: ByteSink) throws {
    try ByteWriter.write(to: sink) { out in
      verdict(of: report, to: &out)
      let parts = parts(of: report)
      for (index, part) in parts.enumerated() {
        // What one part leaves, the next ones may take.
        let left = sizeLimit - out.count - Self.frame * (parts.count - index)
        let shares = parts[index...].reduce(0) { $0 + $1.share }
        part.write(max(0, left * part.share / shares), &out)
      }
    }
  }

  /// What a part takes beside its rows: headings, and how many rows there are more.
  private static let frame = 250

  private struct Part {
    let share: Int
    /// - Parameter limit: of the rows, in bytes.
    let write: (_ limit: Int, inout ByteWriter) -> Void
  }

  private func parts(of report: Report) -> [Part] {
    // What dj-stripe takes is a question of its own: where its keys stand is what scan and plan are for.
    let isWhole = report.command != .effective
    var parts: [Part] = []
    if !report.refusals.isEmpty { parts.append(Part(share: 20) { refusals(of: report, limit: $0, to: &$1) }) }
    if isWhole, report.store != nil, report.summary.writes + report.summary.kept > 0 {
      parts.append(Part(share: 25) { plan(of: report, limit: $0, to: &$1) })
    }
    if let effective = report.effective {
      parts.append(Part(share: 10) { self.effective(effective, limit: $0, to: &$1) })
    }
    if !report.diagnostics.isEmpty { parts.append(Part(share: 25) { findings(of: report, limit: $0, to: &$1) }) }
    if !report.suppressed.isEmpty { parts.append(Part(share: 7) { suppressed(of: report, limit: $0, to: &$1) }) }
    if report.baseline?.goneInWords != nil { parts.append(Part(share: 1) { baseline(of: report, limit: $0, to: &$1) }) }
    if !report.notRead.isEmpty { parts.append(Part(share: 5) { notRead(of: report, limit: $0, to: &$1) }) }
    if isWhole, report.command != .undo, report.summary.keys > 0 {
      parts.append(Part(share: 15) { keys(of: report, limit: $0, to: &$1) })
    }
    return parts
  }

  private func verdict(of report: Report, to out: inout ByteWriter) {
    let verdict = report.summary.verdict
    out.write("## keyferry \(report.command.rawValue): \(PlainWords.name(of: verdict))\n\n")
    out.write(MarkdownText.prose(PlainWords.counts(of: report)) + "\n")
    if let store = report.store {
      let remark = report.absence.map { " (\($0))" } ?? ""
      out.write("\nDatabase: \(MarkdownText.code(store.location))\(remark)\n")
    }
    if let backup = report.backup {
      out.write("\n\(backup.words.capitalizedFirst): \(MarkdownText.code(backup.path))\n")
    }
  }

  private func refusals(of report: Report, limit: Int, to out: inout ByteWriter) {
    out.write("\n### Blocked\n\n")
    let end = out.count + limit
    for (index, refusal) in report.refusals.enumerated() {
      let room = end - out.count
      let item = [100, 10, 2].lazy.map { self.item(for: refusal, places: $0) }.first { $0.utf8.count <= room }
      guard let item else {
        out.write("\nand \(PlainWords.digits(report.refusals.count - index)) more\n")
        return
      }
      out.write(item)
    }
  }

  private func item(for refusal: Refusal, places: Int) -> String {
    var text = "- \(MarkdownText.prose(refusal.reason))\n"
    for place in refusal.places.prefix(places) {
      let key = place.key.map { " " + MarkdownText.code($0.redacted) } ?? ""
      text += "  - \(MarkdownText.code(place.setting)) at \(MarkdownText.code(place.location.label))\(key)\n"
    }
    if refusal.places.count > places { text += "  - and \(refusal.places.count - places) more\n" }
    if let one = refusal.commands.first, refusal.commands.count == 1 {
      return text + "  - to resolve it: \(MarkdownText.code(one))\n"
    }
    if !refusal.commands.isEmpty { text += "  - to resolve it, one of:\n" }
    for command in refusal.commands { text += "    - \(MarkdownText.code(command))\n" }
    return text
  }

  private func plan(of report: Report, limit: Int, to out: inout ByteWriter) {
    out.write("\n### Plan\n\n")
    var table = MarkdownTable(columns: ["", "mode", "type", "key", "name", "why"], sizeLimit: limit)
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

  private func effective(_ effective: ReportedEffectiveKeys, limit: Int, to out: inout ByteWriter) {
    out.write("\n### Used by dj-stripe \(effective.version)\n\n")
    out.write(MarkdownText.prose(effective.versionReason) + "\n\n")
    var table = MarkdownTable(columns: ["account", "mode", "", "key", "why"], sizeLimit: limit)
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

  private func findings(of report: Report, limit: Int, to out: inout ByteWriter) {
    out.write("\n### Findings\n\n")
    var table = MarkdownTable(columns: ["severity", "rule", "where", "message"], sizeLimit: limit)
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

  private func suppressed(of report: Report, limit: Int, to out: inout ByteWriter) {
    let count = report.suppressed.count
    out.write("\n<details>\n<summary>\(PlainWords.count(count, "finding")) set aside</summary>\n\n")
    var table = MarkdownTable(columns: ["rule", "where", "message", "why"], sizeLimit: limit)
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

  private func baseline(of report: Report, limit: Int, to out: inout ByteWriter) {
    guard let words = report.baseline?.goneInWords else { return }
    out.write("\n\(MarkdownText.prose(words))\n")
  }

  private func notRead(of report: Report, limit: Int, to out: inout ByteWriter) {
    out.write("\n### Not read\n\n")
    var table = MarkdownTable(columns: ["source", "why"], sizeLimit: limit)
    for source in report.notRead where table.hasRoom {
      table.add([MarkdownText.code(source.path), MarkdownText.prose(source.reason)], to: &out)
    }
    table.end(of: report.notRead.count, "source", to: &out)
  }

  private func keys(of report: Report, limit: Int, to out: inout ByteWriter) {
    let count = report.summary.keys
    out.write("\n<details>\n<summary>\(PlainWords.count(count, "key"))</summary>\n\n")
    var table = MarkdownTable(columns: ["mode", "type", "key", "name", "where from"], sizeLimit: limit)
    // No row is shorter than 64 bytes, so that no more than these can have room.
    for key in report.keys(first: limit / 64) where table.hasRoom {
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
