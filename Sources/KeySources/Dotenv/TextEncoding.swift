import Glibc
package import KeyFacts

/// Tells text from what only looks like it, before a parser sees a byte.
package enum TextEncoding {
  /// - Throws: `.utf16` for its byte order marks, `.binary` for a zero byte, `.notUTF8` with the line of the first
  ///   byte that is wrong.
  package static func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(SourceError) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    if isUTF16(bytes) { throw .utf16 }
    if memchr(base, 0, bytes.count) != nil { throw .binary }
    if let wrong = firstInvalidByte(of: bytes) { throw .notUTF8(line: line(of: wrong, in: bytes)) }
  }

  package static func isUTF16(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count >= 2 && (bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF)
  }

  private static func line(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var line = 1
    for index in 0..<offset {
      let isLineEnd = bytes[index] == 0x0A || bytes[index] == 0x0D && bytes[index + 1] != 0x0A
      if isLineEnd { line += 1 }
    }
    return line
  }

  private static func firstInvalidByte(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = 0
    while true {
      while index + 32 <= raw.count {
        let block = raw.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
        let high = (block[0] | block[1] | block[2] | block[3]) & 0x8080_8080_8080_8080
        if high != 0 { break }
        index += 32
      }
      let end = min(index + 32, raw.count)
      if index >= end { return nil }
      while index < end {
        let length = scalarLength(at: index, in: bytes)
        guard length > 0 else { return index }
        index += length
      }
    }
  }

  /// The bytes of the scalar that starts at `index`; 0 where no well-formed one does (Unicode, table 3-7).
  private static func scalarLength(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    func follows(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      index + offset < bytes.count && range.contains(bytes[index + offset])
    }
    switch bytes[index] {
    case 0..<0x80: return 1
    case 0xC2...0xDF: return follows(1) ? 2 : 0
    case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : 0
    case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : 0
    case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : 0
    case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : 0
    case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }
}

/// What Python's `\s` and `str.strip` take for white space.
enum PythonBlank {
  /// The bytes of the blank that starts at `index`, 0 when none does.
  static func length(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    switch bytes[index] {
    case 0x20, 0x09...0x0D, 0x1C...0x1F: return 1
    case 0xC2:
      guard index + 1 < bytes.count else { return 0 }
      return bytes[index + 1] == 0x85 || bytes[index + 1] == 0xA0 ? 2 : 0
    case 0xE1, 0xE2, 0xE3:
      guard index + 2 < bytes.count else { return 0 }
      switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
      case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
        (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
        return 3
      default: return 0
      }
    default: return 0
    }
  }

  /// The bytes of the blank that ends before `end`, 0 when none does.
  static func length(before end: Int, from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    for count in 1...3 where end - count >= start {
      if length(at: end - count, in: bytes) == count { return count }
    }
    return 0
  }
}
