import KeyFacts

extension TextReportRenderer: KeyTableRenderer {
  package func render(_ table: KeyTable, to sink: ByteSink) throws {
    try TextWriter.write(to: sink, options: options) { text in
      guard table.count > 0 else { return text.wrapped("no keys in \(table.store)", indent: 0) }
      let columns = KeyColumn.fitting(text.width, sample: table.rows.prefix(200))
      func row(_ row: KeyTable.Row) -> [StyledText] { columns.map { StyledText($0.cell(of: row)) } }
      let titles = columns.map { StyledText($0.rawValue, .faint) }
      let layout = TextTable(indent: 0, sample: [titles] + table.rows.prefix(200).map(row), width: text.width)
      if layout.isWide { layout.write(titles, to: &text) }
      for key in table.rows where text.isOpen { layout.write(row(key), to: &text) }
      guard table.isWhole else { return }
      text.wrapped(
        [StyledText("\(PlainWords.count(table.count, "key")) in \(table.store)", .heading)], indent: 0, hanging: 2)
    }
  }

  /// One key with all that is known of it, a line each.
  package func render(detailsOf table: KeyTable, to sink: ByteSink) throws {
    try TextWriter.write(to: sink, options: options) { text in
      for row in table.rows where text.isOpen {
        text.gap()
        var lines = KeyColumn.allCases.map { ($0.rawValue, $0.cell(of: row)) }
        lines.append(("fingerprint", row.fingerprint?.hex ?? "none: no well-formed key"))
        for place in row.occurrences { lines.append(("set at", "\(place.label) (\(place.setting))")) }
        let cells = lines.filter { !$0.1.isEmpty }.map { [StyledText($0.0, .faint), StyledText($0.1)] }
        let layout = TextTable(indent: 0, sample: cells, width: text.width)
        for line in cells { layout.write(line, to: &text) }
      }
    }
  }
}

/// The columns of a list of keys.
enum KeyColumn: String, CaseIterable, Sendable {
  case id, type, mode, key, name, account, created, updated

  func cell(of row: KeyTable.Row) -> String {
    switch self {
    case .id: row.id
    case .type: row.type.rawValue
    case .mode: row.mode.rawValue
    case .key: row.redacted
    case .name: row.name
    case .account: row.account ?? ""
    case .created: row.created
    case .updated: row.updated
    }
  }

  /// All columns that say something; on a narrow terminal without those that can best be missed.
  static func fitting(_ width: Int, sample: some Collection<KeyTable.Row>) -> [KeyColumn] {
    var columns = allCases.filter { column in sample.contains { !column.cell(of: $0).isEmpty } }
    func room(of column: KeyColumn) -> Int {
      sample.reduce(column.rawValue.count) { max($0, min(40, column.cell(of: $1).printable.displayWidth)) }
    }
    for column in [created, account, updated, type, mode] {
      if columns.reduce(-2, { $0 + room(of: $1) + 2 }) <= width { break }
      columns.removeAll { $0 == column }
    }
    return columns
  }
}
