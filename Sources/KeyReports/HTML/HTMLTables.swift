import KeyFacts

/// The plan as a table: live before test, removals first, unchanged keys counted.
struct HTMLPlan {
  struct Mode {
    let mode: String
    let rows: [Row]
    let unchanged: String?
  }

  struct Row {
    let tone: HTMLTone
    let sign: String
    let action: String
    let key: String
    let type: String
    let name: String
    let why: String
  }

  let isEmpty: Bool
  let unchanged: String
  let caption: String
  let modes: [Mode]
  let more: String?

  /// - Returns: nil where there is no plan, or nothing in it.
  init?(_ report: Report, limit: Int) {
    let summary = report.summary
    guard let id = report.planID, summary.writes + summary.kept > 0 else { return nil }
    isEmpty = summary.writes == 0
    unchanged = "Nothing to do: \(PlainWords.count(summary.kept, "key")) unchanged."
    caption = "Plan \(id)\(report.applied ? ", carried out" : "")"
    var left = limit
    modes = KeyMode.allCases.compactMap { mode in
      let rows = ChangeAction.allCases.filter(\.writes).flatMap { action in
        let changes = report.changes(action, in: mode, first: left).map { Self.row($0, action, report) }
        left -= changes.count
        return changes
      }
      let kept = report.changeCount(.keep, in: mode)
      guard !rows.isEmpty || kept > 0 else { return nil }
      return Mode(
        mode: mode.rawValue, rows: rows, unchanged: kept > 0 ? "= \(PlainWords.count(kept, "key")) unchanged" : nil)
    }
    more = HTMLMore.words(summary.writes - modes.reduce(0) { $0 + $1.rows.count }, "change")
  }

  private static func row(_ key: ReportedKey, _ action: ChangeAction, _ report: Report) -> Row {
    Row(
      tone: HTMLTone(key.state), sign: key.state.sign, action: action.rawValue, key: key.summary.redacted,
      type: key.summary.type.rawValue, name: key.name, why: PlainWords.reason(for: key, in: report))
  }
}

/// Which keys dj-stripe takes.
struct HTMLEffective {
  struct Row {
    let account: String
    let mode: String
    let time: String
    let key: String
    let why: String
  }

  let version: String
  let caption: String
  let rows: [Row]
  let more: String?
  let others: String?

  init(_ effective: ReportedEffectiveKeys, limit: Int) {
    let shown = effective.keys.prefix(limit)
    version = effective.version
    caption = effective.versionReason.capitalizedFirst
    rows = shown.flatMap { key in
      key.states.map { time, choice in
        Row(
          account: key.accountWord, mode: key.modeWord, time: time.isEmpty ? "before and after" : time,
          key: choice.keyWord, why: choice.reason)
      }
    }
    more = HTMLMore.words(effective.keys.count - shown.count, "key")
    others = effective.othersInWords
  }
}

/// Every key of the run, with where it is set.
struct HTMLKeys {
  struct Row {
    let key: String
    let type: String
    let mode: String
    let name: String
    let tone: HTMLTone
    let state: String
    let places: String
  }

  private static let mostOpen = 20
  private static let mostPlaces = 10

  let isOpen: Bool
  let count: String
  let caption: String
  let rows: [Row]
  let more: String?

  init?(_ report: Report, limit: Int) {
    let count = report.summary.keys
    guard count > 0 else { return nil }
    isOpen = count <= Self.mostOpen
    self.count = PlainWords.count(count, "key")
    caption = "Live keys first, secret ones before publishable ones"
    rows = report.keys(first: limit).map { key in
      Row(
        key: key.summary.redacted, type: key.summary.type.rawValue, mode: key.summary.mode.rawValue, name: key.name,
        tone: HTMLTone(key.state), state: key.state.word(applied: report.applied),
        places: PlainWords.places(of: key, in: report, first: Self.mostPlaces))
    }
    more = HTMLMore.words(count - rows.count, "key")
  }
}
