import KeyFacts

extension MarkdownReportRenderer: KeyTableRenderer {
  package func render(_ table: KeyTable, to sink: ByteSink) throws {
    try ByteWriter.write(to: sink) { out in
      let what = table.isWhole ? PlainWords.count(table.count, "key") : "A key"
      out.write("## \(what) in \(MarkdownText.code(table.store))\n")
      guard table.count > 0 else { return }
      out.write("\n")
      var rows = MarkdownTable(columns: KeyColumn.allCases.map(\.rawValue), sizeLimit: sizeLimit * 9 / 10)
      for row in table.rows where rows.hasRoom {
        let cells = KeyColumn.allCases.map { column in
          let cell = column.cell(of: row)
          return [.type, .mode].contains(column) ? cell : MarkdownText.code(cell)
        }
        rows.add(cells, to: &out)
      }
      rows.end(of: table.count, "key", to: &out)
    }
  }
}
