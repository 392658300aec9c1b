import KeyFacts

/// How much the text report says.
package enum Verbosity: Sendable, Hashable {
  /// Errors and the verdict.
  case quiet
  case normal
  /// Every row of every list.
  case verbose
}

package struct TextOptions: Hashable, Sendable {
  /// The terminal's columns; 80 where nobody knows.
  package let width: Int
  package let color: Bool
  package let verbosity: Verbosity

  package init(width: Int = 80, color: Bool = false, verbosity: Verbosity = .normal) {
    self.width = width
    self.color = color
    self.verbosity = verbosity
  }
}

/// The report for a terminal: what matters most comes last, next to the prompt.
package struct TextReportRenderer: ReportRenderer {
  /// Rows of a list before it says how many more there are.
  private static let listLimit = 200

  let options: TextOptions

  package init(options: TextOptions = TextOptions()) { self.options = options }

  package func render(_ report: Report, to sink: ByteSink) throws {
    try TextWriter.write(to: sink, options: options) { text in
      // What dj-stripe takes is a question of its own: where its keys stand is what scan and plan are for.
      let isWhole = report.command != .effective
      if options.verbosity != .quiet, isWhole, report.command != .undo { keys(of: report, to: &text) }
      findings(of: report, to: &text)
      if options.verbosity == .verbose { suppressed(of: report, to: &text) }
      if options.verbosity != .quiet {
        baseline(of: report, to: &text)
        notRead(of: report, to: &text)
        if isWhole { plan(of: report, to: &text) }
        effective(of: report, to: &text)
      }
      refusals(of: report, to: &text)
      verdict(of: report, to: &text)
    }
  }

  private var limit: Int { options.verbosity == .verbose ? .max : Self.listLimit }

  private func keys(of report: Report, to text: inout TextWriter) {
    guard report.summary.keys > 0 else { return }
    text.heading("Keys")
    let keys = report.keys(first: limit)
    let places = options.verbosity == .verbose ? Int.max : 3
    func row(_ key: ReportedKey) -> [StyledText] {
      [
        StyledText(key.summary.type.rawValue), StyledText(key.summary.mode.rawValue),
        StyledText(key.summary.redacted), StyledText(key.name),
        StyledText(PlainWords.places(of: key, in: report, first: places), .faint),
      ]
    }
    let titles = ["type", "mode", "key", "name", "where from"].map { StyledText($0, .faint) }
    let table = TextTable(
      indent: 2, sample: [titles] + keys.prefix(Self.listLimit).map(row), width: text.width)
    if table.isWide { table.write(titles, to: &text) }
    for key in keys where text.isOpen { table.write(row(key), to: &text) }
    more(report.summary.keys - keys.count, "key", indent: 2, to: &text)
  }

  private func findings(of report: Report, to text: inout TextWriter) {
    let quiet = options.verbosity == .quiet
    let all = quiet ? report.diagnostics.filter { $0.severity == .error } : report.diagnostics
    guard !all.isEmpty else { return }
    if !quiet { text.heading("Findings") }
    let shown = all.gravest(limit)
    var path = shown.first?.location?.path
    for finding in shown where text.isOpen {
      if finding.location?.path != path {
        text.gap()
        path = finding.location?.path
      }
      self.finding(finding, to: &text)
    }
    more(all.count - shown.count, "finding", indent: 0, to: &text)
  }

  func finding(_ finding: Diagnostic, to text: inout TextWriter) {
    var pieces: [StyledText] = []
    if let place = finding.location {
      let parts = [place.path, place.line.map(String.init), place.column.map(String.init)].compactMap { $0 }
      pieces.append(StyledText(parts.joined(separator: ":") + ": "))
    }
    pieces.append(StyledText("\(finding.severity.rawValue)[\(finding.rule.code)]", TextStyle(finding.severity)))
    pieces.append(StyledText(" \(finding.rule.name): \(finding.message)"))
    text.wrapped(pieces, indent: 0, hanging: 4)
  }

  private func suppressed(of report: Report, to text: inout TextWriter) {
    guard !report.suppressed.isEmpty else { return }
    text.heading("Set aside")
    for finding in report.suppressed where text.isOpen {
      self.finding(finding.diagnostic, to: &text)
      text.wrapped([StyledText(PlainWords.words(finding.suppression), .faint)], indent: 4, hanging: 6)
    }
  }

  private func baseline(of report: Report, to text: inout TextWriter) {
    guard let baseline = report.baseline, let words = baseline.goneInWords else { return }
    text.heading("Baseline")
    text.wrapped(words, indent: 2)
    for entry in baseline.gone.prefix(limit) where text.isOpen { text.wrapped(entry.words, indent: 4) }
    more(baseline.gone.count - limit, "known finding", indent: 4, to: &text)
  }

  private func notRead(of report: Report, to text: inout TextWriter) {
    guard !report.notRead.isEmpty else { return }
    text.heading("Not read")
    for source in report.notRead.prefix(limit) where text.isOpen {
      text.wrapped([StyledText(source.path + ": " + source.reason)], indent: 2, hanging: 4)
    }
    more(report.notRead.count - limit, "source", indent: 2, to: &text)
  }

  func more(_ count: Int, _ noun: String, indent: Int, to text: inout TextWriter) {
    guard count > 0 else { return }
    text.wrapped(
      [
        StyledText(
          "and \(PlainWords.digits(count)) more \(noun)\(count == 1 ? "" : "s") (--verbose or --format json lists all)",
          .faint)
      ], indent: indent, hanging: indent + 2)
  }

  private func plan(of report: Report, to text: inout TextWriter) {
    PlanSection(report: report, limit: limit, listsKept: options.verbosity == .verbose).write(to: &text) {
      more($0, "change", indent: 4, to: &$1)
    }
  }

  private func effective(of report: Report, to text: inout TextWriter) {
    guard let effective = report.effective else { return }
    EffectiveSection(effective: effective, limit: limit).write(to: &text) { more($0, "key", indent: 2, to: &$1) }
  }

  private func refusals(of report: Report, to text: inout TextWriter) {
    guard !report.refusals.isEmpty else { return }
    text.heading("Blocked")
    for refusal in report.refusals {
      text.wrapped([StyledText(refusal.reason, .error)], indent: 2, hanging: 4)
      let rows = refusal.places.map {
        [StyledText($0.location.label), StyledText($0.setting), StyledText($0.key?.redacted ?? "")]
      }
      let table = TextTable(indent: 4, sample: rows, width: text.width)
      for row in rows { table.write(row, to: &text) }
      guard !refusal.commands.isEmpty else { continue }
      text.wrapped(refusal.commands.count == 1 ? "to resolve it:" : "to resolve it, one of:", indent: 4)
      for command in refusal.commands { text.command(command, indent: 6) }
    }
  }

  private func verdict(of report: Report, to text: inout TextWriter) {
    text.gap()
    let verdict = report.summary.verdict
    text.wrapped(
      [
        StyledText(PlainWords.name(of: verdict) + ":", TextStyle(verdict)),
        StyledText(" " + PlainWords.counts(of: report)),
      ], indent: 0, hanging: 2)
  }
}

extension [Diagnostic] {
  /// As many as `limit`, in their order: errors before all, then warnings, then notes.
  func gravest(_ limit: Int) -> [Diagnostic] {
    guard count > limit else { return self }
    var room = limit
    var taken: [Severity: Int] = [:]
    for severity in Severity.allCases.reversed() {
      taken[severity] = Swift.min(room, self.count { $0.severity == severity })
      room -= taken[severity] ?? 0
    }
    return filter { diagnostic in
      let left = taken[diagnostic.severity] ?? 0
      taken[diagnostic.severity] = left - 1
      return left > 0
    }
  }
}
