import KeyFacts

/// A file's bytes as UTF-8 without a byte order mark.
struct SourceText {
  let bytes: [UInt8]
  let isASCII: Bool

  /// - Throws: ``SourceError/binary`` for a NUL, ``SourceError/notUTF8(line:)``; UTF-16 is known by its mark.
  init(_ raw: [UInt8]) throws(SourceError) {
    bytes = try Self.decoded(raw)
    if bytes.contains(0) { throw .binary }
    isASCII = bytes.allSatisfy { $0 < 0x80 }
    if let bad = isASCII ? nil : Self.firstInvalid(bytes) {
      throw .notUTF8(line: bytes.withUnsafeBufferPointer { Self.line(of: bad, in: $0) })
    }
  }

  private static func line(of offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var cursor = PlaceCursor(text)
    return cursor.advance(to: offset).line
  }

  /// Where `text` stops being UTF-8.
  private static func firstInvalid(_ text: borrowing [UInt8]) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: text.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }

  private static func decoded(_ raw: [UInt8]) throws(SourceError) -> [UInt8] {
    if raw.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(raw.dropFirst(3)) }
    if raw.starts(with: [0xFF, 0xFE]) { return try utf16(raw, low: 0) }
    if raw.starts(with: [0xFE, 0xFF]) { return try utf16(raw, low: 1) }
    return raw
  }

  /// - Parameter low: which byte of each pair is the lower one.
  private static func utf16(_ raw: [UInt8], low: Int) throws(SourceError) -> [UInt8] {
    guard raw.count % 2 == 0 else { throw .binary }
    var output: [UInt8] = []
    output.reserveCapacity(raw.count / 2)
    let units = stride(from: 2, to: raw.count, by: 2).lazy.map { at in
      UInt16(raw[at + low]) | UInt16(raw[at + 1 - low]) << 8
    }
    let hasError = transcode(units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true) {
      output.append($0)
    }
    if hasError { throw .binary }
    return output
  }
}
