import KeyFacts

/// The plan as `- + ~ =` lines: live before test, removals first, unchanged keys counted.
struct PlanSection {
  let report: Report
  let limit: Int
  let listsKept: Bool

  /// - Parameter more: says how many changes were left out.
  func write(to text: inout TextWriter, more: (Int, inout TextWriter) -> Void) {
    guard let store = report.store, let id = report.planID, !report.changesAreMissing else { return }
    text.heading("Plan", "\(id) for \(store.location)\(remark(on: store))")
    if report.summary.writes > 0 { text.wrapped([StyledText(legend, .faint)], indent: 2, hanging: 2) }
    for mode in KeyMode.allCases { write(mode, to: &text, more: more) }
    if let backup = report.backup {
      text.wrapped([StyledText("\(backup.words): \(backup.path)")], indent: 2, hanging: 4)
    }
  }

  private func remark(on store: ReportedStore) -> String {
    if report.summary.writes == 0 { return ": nothing to do" }
    if report.applied { return ", carried out" }
    return store.absence.map { ", which " + $0 } ?? ""
  }

  private var legend: String {
    let signs = ChangeAction.allCases.filter { $0.writes && report.summary.count(of: $0) > 0 }
    return signs.map { "\($0.sign) \($0.rawValue)" }.joined(separator: "   ")
  }

  private func write(_ mode: KeyMode, to text: inout TextWriter, more: (Int, inout TextWriter) -> Void) {
    let listed = ChangeAction.allCases.filter { $0.writes || listsKept }
    let kept = listsKept ? 0 : report.changeCount(.keep, in: mode)
    var rows: [(key: ReportedKey, action: ChangeAction)] = []
    var total = 0
    for action in listed {
      total += report.changeCount(action, in: mode)
      rows += report.changes(action, in: mode, first: max(0, limit - rows.count)).map { ($0, action) }
    }
    guard total + kept > 0 else { return }
    text.wrapped([StyledText(mode.rawValue, .heading)], indent: 2, hanging: 2)
    let table = TextTable(indent: 4, sample: rows.prefix(200).map { row($0.key, $0.action) }, width: text.width)
    for (key, action) in rows where text.isOpen { table.write(row(key, action), to: &text) }
    if total > rows.count { more(total - rows.count, &text) }
    if kept > 0 {
      text.wrapped([StyledText("= \(PlainWords.count(kept, "key")) unchanged", .faint)], indent: 4, hanging: 6)
    }
  }

  private func row(_ key: ReportedKey, _ action: ChangeAction) -> [StyledText] {
    let style = TextStyle(action)
    return [
      StyledText(action.sign + " " + key.summary.type.rawValue, style), StyledText(key.summary.redacted, style),
      StyledText(key.name), StyledText(PlainWords.reason(for: key, in: report), .faint),
    ]
  }
}

extension Report {
  /// There is a plan, and nothing in it.
  fileprivate var changesAreMissing: Bool { summary.writes + summary.kept == 0 }
}
