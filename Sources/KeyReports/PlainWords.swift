import KeyFacts

/// The words that text and Markdown have in common.
enum PlainWords {
  /// `1,234 keys`, `1 key`.
  static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(digits(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// With a comma between thousands.
  static func digits(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text = "," + text }
      text = String(digit) + text
    }
    return text
  }

  static func name(of verdict: Verdict) -> String {
    switch verdict {
    case .clean: "clean"
    case .findings: "findings"
    case .inSync: "in sync"
    case .changesPending: "changes pending"
    case .drift: "drift"
    case .blocked: "blocked"
    case .done: "done"
    case .incomplete: "incomplete"
    case .failed: "failed"
    }
  }

  /// `2 to create, 5 unchanged`; what was done when it was: `2 created, 5 unchanged`.
  static func changes(of report: Report) -> String? {
    guard report.store != nil else { return nil }
    let summary = report.summary
    let done = report.applied
    let parts = [
      (summary.removed, done ? "removed" : "to remove"), (summary.created, done ? "created" : "to create"),
      (summary.updated, done ? "updated" : "to update"), (summary.kept, "unchanged"),
    ]
    let told = parts.filter { $0.0 > 0 }.map { "\(digits($0.0)) \($0.1)" }
    let isMissing = report.command == .check && !(report.store?.exists ?? true)
    if report.command == .undo, told.isEmpty { return "nothing undone" }
    return told.isEmpty ? (isMissing ? "there is no such database" : "nothing to store") : told.joined(separator: ", ")
  }

  static func findings(of summary: ReportSummary) -> String {
    let parts = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")]
    let told = parts.filter { $0.0 > 0 }.map { count($0.0, $0.1) }
    guard summary.suppressed > 0 else { return told.isEmpty ? "no findings" : told.joined(separator: ", ") }
    guard !told.isEmpty else { return count(summary.suppressed, "finding") + " set aside, and no other" }
    return told.joined(separator: ", ") + ", \(digits(summary.suppressed)) set aside"
  }

  /// The line that ends a report, after its verdict: `2 to create; 1 error; 14 files searched; plan 1f3a9c0b12de`.
  static func counts(of report: Report) -> String {
    let summary = report.summary
    var parts: [String] = report.failure.map { [$0] } ?? []
    if report.command == .undo {
      if let changes = changes(of: report) { parts.append(changes) }
      if let id = report.planID, summary.writes > 0 { parts.append("plan \(id)") }
      return parts.joined(separator: "; ")
    }
    parts.append(report.lock?.words ?? changes(of: report) ?? found(in: summary))
    parts.append(findings(of: summary))
    parts.append(report.origin.map { "from \($0)" } ?? "\(count(summary.filesSearched, "file")) searched")
    if let leftOut = leftOut(by: summary) { parts.append(leftOut) }
    if summary.notRead > 0 { parts.append("\(digits(summary.notRead)) not read") }
    if let id = report.planID { parts.append("plan \(id)") }
    return parts.joined(separator: "; ")
  }

  /// `2 left out by exclude`; nil where nothing was.
  static func leftOut(by summary: ReportSummary) -> String? { leftOut(summary.pathsLeftOut) }

  static func leftOut(_ paths: Int) -> String? { paths == 0 ? nil : "\(digits(paths)) left out by exclude" }

  private static func found(in summary: ReportSummary) -> String {
    if summary.settings == 0 { return "no Stripe setting found" }
    return "\(count(summary.keys, "key")) in \(count(summary.settings, "setting"))"
  }

  /// Where a setting stands, and what is special about it: `.env.example:3 (example)`.
  static func place(of setting: ReportedSetting, under name: String) -> String {
    var remarks: [String] = setting.name == name || setting.name.isEmpty ? [] : [setting.name]
    if setting.isExample { remarks.append("example") }
    if setting.isOverridden { remarks.append("overridden") }
    return setting.location.label + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))")
  }

  /// The places of a key, the first few of many.
  static func places(of key: ReportedKey, in report: Report, first limit: Int) -> String {
    let settings = report.settings(of: key)
    var words = settings.prefix(limit).map { place(of: $0, under: key.name) }
    if settings.count > limit { words.append(count(settings.count - limit, "more place")) }
    switch key.state {
    case .notSynced: words.append("not synced")
    case .removed, .stored, .stale: if words.isEmpty { words.append("the database alone") }
    case .found, .new: break
    }
    if key.hasTwin { words.append(fingerprint(of: key)) }
    return words.joined(separator: ", ")
  }

  private static func fingerprint(of key: ReportedKey) -> String {
    "fingerprint \(key.summary.fingerprint.hex.prefix(8))"
  }

  /// Why, as short as the name beside it allows, and what an update writes.
  static func reason(for key: ReportedKey, in report: Report) -> String {
    var why = report.why(key)
    if why.hasPrefix(key.name + " at ") { why.removeFirst(key.name.count + 4) }
    if !key.fields.isEmpty { why += " (" + key.fields.names.joined(separator: ", ") + ")" }
    return key.hasTwin ? why + ", " + fingerprint(of: key) : why
  }

  /// Why a finding was set aside: `ignored at .env:3: our own CI reads it`.
  static func words(_ suppression: Suppression) -> String {
    let place = suppression.location.map { " at \($0.label)" } ?? ""
    let what =
      switch suppression.kind {
      case .configuration: "switched off\(place)"
      case .inline: "ignored\(place)"
      case .baseline: "known before\(place)"
      }
    return what + (suppression.reason.map { ": " + $0 } ?? "")
  }
}
