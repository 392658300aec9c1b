/// What a loader's language takes for white space.
enum BlankSet {
  /// `\s` and `str.strip` of Python.
  case python
  /// `unicode.IsSpace` of Go.
  case go
  /// compose-go's own: no line feed, and of what is no ASCII U+0085 and U+00A0 alone.
  case compose
  /// `\s` and `trim` of JavaScript.
  case javaScript
  /// `\s` of Ruby.
  case ascii

  /// The bytes of the blank that starts at `index`; 0 when none does.
  func length(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    switch bytes[index] {
    case 0x20, 0x09, 0x0B, 0x0C, 0x0D: return 1
    case 0x0A: return self == .compose ? 0 : 1
    case 0x1C...0x1F: return self == .python ? 1 : 0
    case 0..<0x80: return 0
    default: return self == .ascii ? 0 : wideLength(at: index, in: bytes)
    }
  }

  private func wideLength(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    if bytes[index] == 0xEF {
      return self == .javaScript && bytes[index...].starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
    let length = PythonBlank.length(at: index, in: bytes)
    if self == .compose, length == 3 { return 0 }
    if self == .javaScript, length == 2, bytes[index + 1] == 0x85 { return 0 }
    return length
  }

  /// The bytes of the blank that ends before `end`; 0 when none does.
  func length(before end: Int, from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    for count in 1...3 where end - count >= start {
      if length(at: end - count, in: bytes) == count { return count }
    }
    return 0
  }

  func skip(from start: Int, to end: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var at = start
    while at < end {
      let blank = length(at: at, in: bytes)
      if blank == 0 { break }
      at += blank
    }
    return min(at, end)
  }

  /// `range` without the blanks at its end.
  func trimmedEnd(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound {
      let blank = length(before: end, from: range.lowerBound, in: bytes)
      if blank == 0 { break }
      end -= blank
    }
    return range.lowerBound..<end
  }

  func trimmed(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let start = skip(from: range.lowerBound, to: range.upperBound, in: bytes)
    return trimmedEnd(start..<range.upperBound, in: bytes)
  }
}
