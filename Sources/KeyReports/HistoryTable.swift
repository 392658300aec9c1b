/// A store's history as `keyferry history` prints it.
package struct HistoryTable: Sendable {
  /// As messages name it.
  package let store: String
  /// The newest first.
  package let entries: [Entry]
  package let undo: WayBack
  /// Why no history is kept, in a message's style; nil where it is.
  package let hindrance: String?

  package init(store: String, entries: [Entry], undo: WayBack, hindrance: String? = nil) {
    self.store = store
    self.entries = entries
    self.undo = undo
    self.hindrance = hindrance
  }

  /// Whether the newest entry can be undone.
  package enum WayBack: Sendable {
    case open
    /// The database changed since.
    case movedOn
    /// What is kept can't be put back.
    case damaged
    case notKept

    var words: String {
      switch self {
      case .open: "the newest can be undone"
      case .movedOn: "the newest can't be undone: the database changed since"
      case .damaged: "the newest can't be undone: what is kept for it is damaged"
      case .notKept: "nothing is kept to undo the newest"
      }
    }
  }

  package struct Entry: Hashable, Sendable {
    /// `2026-11-23T07:06:43Z`.
    package let time: String
    /// keyferry's.
    package let version: String
    package let command: String
    package let user: String
    /// The plan's short name.
    package let plan: String
    package let created: Int
    package let updated: Int
    package let removed: Int
    /// How many keys there were afterwards.
    package let keys: Int

    package init(
      time: String, version: String, command: String, user: String, plan: String, created: Int, updated: Int,
      removed: Int, keys: Int
    ) {
      self.time = time
      self.version = version
      self.command = command
      self.user = user
      self.plan = plan
      self.created = created
      self.updated = updated
      self.removed = removed
      self.keys = keys
    }
  }

  /// What stands below the entries.
  var remark: String {
    if let hindrance { return "no history is kept of \(store): \(hindrance)" }
    guard !entries.isEmpty else { return "no change of \(store) is noted" }
    let count = PlainWords.count(entries.count, "change")
    return "\(count) of \(store); \(undo.words)"
  }
}

/// The columns of a history.
enum HistoryColumn: String, CaseIterable, Sendable {
  case time, command, user, changes, keys, plan, version

  func cell(of entry: HistoryTable.Entry) -> String {
    switch self {
    case .time: entry.time
    case .command: entry.command
    case .user: entry.user
    case .changes: Self.changes(of: entry)
    case .keys: PlainWords.digits(entry.keys)
    case .plan: entry.plan
    case .version: entry.version
    }
  }

  private static func changes(of entry: HistoryTable.Entry) -> String {
    let parts = [(entry.removed, "-"), (entry.created, "+"), (entry.updated, "~")].filter { $0.0 > 0 }
    return parts.map { $0.1 + PlainWords.digits($0.0) }.joined(separator: " ")
  }
}

extension TextReportRenderer {
  package func render(_ table: HistoryTable, to sink: ByteSink) throws {
    try TextWriter.write(to: sink, options: options) { text in
      func row(_ entry: HistoryTable.Entry) -> [StyledText] {
        HistoryColumn.allCases.map { StyledText($0.cell(of: entry)) }
      }
      let titles = HistoryColumn.allCases.map { StyledText($0.rawValue, .faint) }
      let layout = TextTable(indent: 0, sample: [titles] + table.entries.prefix(200).map(row), width: text.width)
      if layout.isWide, !table.entries.isEmpty { layout.write(titles, to: &text) }
      for entry in table.entries where text.isOpen { layout.write(row(entry), to: &text) }
      text.wrapped([StyledText(table.remark, .heading)], indent: 0, hanging: 2)
    }
  }
}

extension MarkdownReportRenderer {
  package func render(_ table: HistoryTable, to sink: ByteSink) throws {
    try ByteWriter.write(to: sink) { out in
      out.write("## History of \(MarkdownText.code(table.store))\n\n\(MarkdownText.prose(table.remark))\n")
      guard !table.entries.isEmpty else { return }
      out.write("\n")
      var rows = MarkdownTable(columns: HistoryColumn.allCases.map(\.rawValue), sizeLimit: sizeLimit * 9 / 10)
      for entry in table.entries where rows.hasRoom {
        rows.add(
          HistoryColumn.allCases.map { column in
            let cell = column.cell(of: entry)
            return cell.isEmpty ? "" : MarkdownText.code(cell)
          }, to: &out)
      }
      rows.end(of: table.entries.count, "change", to: &out)
    }
  }
}

extension JSONReportRenderer {
  package func render(_ table: HistoryTable, to sink: ByteSink) throws {
    try JSONWriter.write(to: sink) { json in
      json.field("format", "keyferry-history")
      json.field("version", 1)
      json.object("store", inline: true) { $0.field("location", table.store) }
      json.field("undoable", table.undo == .open)
      json.field("hindrance", table.hindrance)
      json.array("entries", of: table.entries) { json, entry in
        json.object {
          $0.field("time", entry.time)
          $0.field("version", entry.version)
          $0.field("command", entry.command)
          $0.field("user", entry.user)
          $0.field("plan_id", entry.plan)
          $0.field("created", entry.created)
          $0.field("updated", entry.updated)
          $0.field("removed", entry.removed)
          $0.field("keys", entry.keys)
        }
      }
    }
  }
}
