/// Where the lines of a text start, counted anew: LF, CR LF and a CR alone end one.
struct Lines {
  let bytes: [UInt8]
  private var starts = [0]

  /// - Parameter bytes: UTF-8 without a byte order mark.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    for (index, byte) in bytes.enumerated() {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if byte == 0x0A || byte == 0x0D && next != 0x0A { starts.append(index + 1) }
    }
  }

  /// The offset of a place; nil for one that lies outside of the text. A line has one column more than characters.
  func offset(line: Int, column: Int) -> Int? {
    guard line >= 1, line <= starts.count, column >= 1 else { return nil }
    let end = line < starts.count ? starts[line] : bytes.count
    var index = starts[line - 1]
    for _ in 1..<column {
      guard index < end else { return nil }
      index += 1
      while index < end, bytes[index] & 0xC0 == 0x80 { index += 1 }
    }
    return index
  }
}
