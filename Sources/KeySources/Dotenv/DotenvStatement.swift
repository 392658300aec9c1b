/// One definition of a .env file, or what could not be read as one.
struct DotenvStatement {
  enum Value {
    case absent
    case plain(Range<Int>)
    /// Between the quotes; `isRaw` when the text stands there as it is meant.
    case quoted(Range<Int>, quote: UInt8, isRaw: Bool)
    /// A shell's word with its quotes.
    case word(Range<Int>)
    /// Malformed, in words that quote nothing.
    case problem(String)
    /// Malformed so that the loader reads no further, or refuses the file.
    case fatal(String)
  }

  let name: Range<Int>
  let value: Value
  /// Of the value; of the statement when it has none.
  let line: Int
  let column: Int
  /// The whole statement.
  let extent: Range<Int>
}

extension DotenvStatement {
  /// A statement that is no definition, at its start.
  init(_ value: Value, at place: TextPlace, extent: Range<Int>) {
    self.init(
      name: extent.lowerBound..<extent.lowerBound, value: value, line: place.line, column: place.column,
      extent: extent)
  }
}

/// Whether a file starts with a byte order mark, which most loaders pass over.
enum ByteOrderMark {
  static func length(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }
}
