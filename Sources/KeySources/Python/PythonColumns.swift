/// Counts the columns of places on a line, each from the one that was asked for before: a line may hold a whole file.
struct PythonColumns {
  private let source: UnsafeBufferPointer<UInt8>
  private var lineStart = 0
  private var index = 0
  private var column = 1

  init(_ source: UnsafeBufferPointer<UInt8>) { self.source = source }

  /// Unicode scalars from the line's start, counted from 1.
  mutating func column(of index: Int, from lineStart: Int) -> Int {
    if lineStart != self.lineStart { (self.lineStart, self.index, column) = (lineStart, lineStart, 1) }
    if index >= self.index {
      column += characters(self.index..<index)
    } else {
      column -= characters(index..<self.index)
    }
    self.index = index
    return column
  }

  private func characters(_ range: Range<Int>) -> Int { source[range].count { $0 & 0xC0 != 0x80 } }
}
