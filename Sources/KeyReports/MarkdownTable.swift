/// A table that takes rows as long as they fit into its share of a document.
struct MarkdownTable {
  private let columns: [String]
  private var room: Int
  private var rows = 0
  private(set) var hasRoom = true

  init(columns: [String], sizeLimit: Int) {
    self.columns = columns
    room = sizeLimit
  }

  /// - Parameter cells: escaped, without a line break.
  mutating func add(_ cells: [String], to out: inout ByteWriter) {
    let row = "| " + cells.joined(separator: " | ") + " |\n"
    guard row.utf8.count <= room else {
      hasRoom = false
      return
    }
    if rows == 0 {
      out.write("| " + columns.joined(separator: " | ") + " |\n")
      out.write("|" + String(repeating: " --- |", count: columns.count) + "\n")
    }
    out.write(row)
    room -= row.utf8.count
    rows += 1
  }

  /// Says how many of `total` rows found no room.
  func end(of total: Int, _ noun: String, to out: inout ByteWriter) {
    guard total > rows else { return }
    out.write("\(rows > 0 ? "\n" : "")and \(PlainWords.count(total - rows, "more " + noun))\n")
  }
}
