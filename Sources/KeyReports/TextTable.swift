/// Rows in columns. A row too long for its columns goes on below, under a column or a small indent: nothing is cut.
struct TextTable {
  private static let gap = 2
  private static let widestColumn = 40

  /// Every column has room on one line, so that titles say something.
  let isWide: Bool
  private let indent: Int
  private let starts: [Int]
  private let width: Int

  /// - Parameters:
  ///   - sample: rows by which the columns are measured.
  ///   - width: the terminal's.
  init(indent: Int, sample: some Sequence<[StyledText]>, width: Int) {
    var widths: [Int] = []
    for row in sample {
      for (column, cell) in row.enumerated() {
        let cellWidth = min(Self.widestColumn, cell.text.displayWidth)
        if column < widths.count {
          widths[column] = max(widths[column], cellWidth)
        } else {
          widths.append(cellWidth)
        }
      }
    }
    self.indent = indent
    self.width = width
    starts = widths.reduce(into: [indent]) { $0.append($0[$0.count - 1] + $1 + Self.gap) }
    isWide = widths.isEmpty || starts[widths.count - 1] + min(10, widths[widths.count - 1]) <= width
  }

  func write(_ row: [StyledText], to text: inout TextWriter) {
    var line = Line(column: indent, indent: indent)
    // Where a cell goes that has no room on its line: under the last column that leaves some.
    let below = starts.prefix(max(0, row.count - 1)).last { width - $0 >= 24 && $0 > indent } ?? indent + 4
    for (cell, start) in zip(row, starts) where !cell.text.isEmpty {
      let lines = lines(of: cell, at: start, after: line.column)
      if let lines {
        line.pieces += [StyledText(String(repeating: " ", count: start - line.column))] + lines[0]
        line.column = start + lines[0].reduce(0) { $0 + $1.text.displayWidth }
        for piece in lines.dropFirst() { line.end(to: &text, next: piece, at: start) }
      } else {
        let wrapped = LineWrap(first: width - below, rest: width - below - 2).lines(of: [cell])
        if !line.pieces.isEmpty { line.end(to: &text, next: [], at: below) }
        line.indent = below
        line.pieces = wrapped[0]
        for piece in wrapped.dropFirst() { line.end(to: &text, next: piece, at: below + 2) }
      }
      if lines?.count != 1 { line.column = width }
    }
    line.end(to: &text, next: [], at: indent)
  }

  /// The cell in its column: on one line, or on two without breaking a word; nil when there is no such room.
  private func lines(of cell: StyledText, at start: Int, after column: Int) -> [[StyledText]]? {
    guard column <= start else { return nil }
    let room = width - start
    if cell.text.displayWidth <= room { return [[cell]] }
    guard cell.text.split(separator: " ").allSatisfy({ String($0).displayWidth <= room }) else { return nil }
    let lines = LineWrap(first: room, rest: room).lines(of: [cell])
    return lines.count <= 2 ? lines : nil
  }

  private struct Line {
    var column: Int
    var indent: Int
    var pieces: [StyledText] = []

    mutating func end(to text: inout TextWriter, next: [StyledText], at start: Int) {
      text.line(pieces.trimmed, indent: indent)
      pieces = next
      indent = start
    }
  }
}

extension [StyledText] {
  /// Without the blanks that align a cell which never came.
  fileprivate var trimmed: [StyledText] {
    var pieces = self
    while let last = pieces.last, last.text.allSatisfy({ $0 == " " }) { pieces.removeLast() }
    return pieces
  }
}
