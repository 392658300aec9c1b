/// Rows in columns. A row too long for its columns goes on below, under a column or a small indent: nothing is cut.
struct TextTable {
  private static let gap = 2
  private static let widestColumn = 40

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
  }

  func write(_ row: [StyledText], to text: inout TextWriter) {
    var line: [StyledText] = []
    var column = indent
    var lineIndent = indent
    // Cells below the first line start where the last column but one does, when there is room.
    let below = starts.prefix(max(0, row.count - 1)).last { width - $0 >= 24 && $0 > indent } ?? indent + 4
    for (index, cell) in row.enumerated() where !cell.text.isEmpty {
      let start = starts[index]
      let cellWidth = cell.text.displayWidth
      if column <= start, start + cellWidth <= width {
        line.append(StyledText(String(repeating: " ", count: start - column)))
        line.append(cell)
        column = start + cellWidth
        continue
      }
      let isInPlace = column <= start && width - start >= 24
      if isInPlace {
        line.append(StyledText(String(repeating: " ", count: start - column)))
      } else if column > indent {
        text.line(line, indent: lineIndent)
        line = []
        lineIndent = below
      }
      let hanging = isInPlace ? start : below
      let lines = LineWrap(first: width - hanging, rest: width - hanging - 2).lines(of: [cell])
      for piece in lines.dropLast() {
        text.line(line + piece, indent: lineIndent)
        line = []
        lineIndent = hanging + 2
      }
      line += lines.last ?? []
      column = width
    }
    text.line(line.trimmed, indent: lineIndent)
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
