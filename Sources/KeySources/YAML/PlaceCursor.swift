/// Counts lines and columns along a text, forwards only, so that all places together cost one pass.
struct PlaceCursor {
  private let source: UnsafeBufferPointer<UInt8>
  private(set) var offset: Int
  private(set) var place: TextPlace

  /// - Parameter offset: where in `source` `place` is.
  init(_ source: UnsafeBufferPointer<UInt8>, offset: Int = 0, place: TextPlace = .start) {
    self.source = source
    self.offset = offset
    self.place = place
  }

  /// The place of the character at `target`; a target behind the cursor gives the cursor's own place.
  ///
  /// LF, CR LF and a CR alone end a line.
  mutating func advance(to target: Int) -> TextPlace {
    let target = min(target, source.count)
    while offset < target {
      step()
    }
    return place
  }

  /// Past the bytes that `isSkipped` takes.
  mutating func skip(while isSkipped: (UInt8) -> Bool) {
    while offset < source.count, isSkipped(source[offset]) { step() }
  }

  /// The byte at the cursor; nil at the end.
  var byte: UInt8? { offset < source.count ? source[offset] : nil }

  private mutating func step() {
    let byte = source[offset]
    offset += 1
    if byte == 0x0A || (byte == 0x0D && !(offset < source.count && source[offset] == 0x0A)) {
      place.line += 1
      place.column = 1
    } else if byte & 0xC0 != 0x80 {
      place.column += 1
    }
  }
}

/// Turns libyaml's indices, which count Unicode scalars, into offsets of bytes; forwards only.
struct ScalarOffsets {
  private let source: UnsafeBufferPointer<UInt8>
  private let isASCII: Bool
  private var index = 0
  private var offset = 0

  init(_ source: UnsafeBufferPointer<UInt8>, isASCII: Bool) {
    self.source = source
    self.isASCII = isASCII
  }

  mutating func offset(ofScalar target: Int) -> Int {
    if isASCII { return min(target, source.count) }
    while index < target, offset < source.count {
      offset += 1
      while offset < source.count, source[offset] & 0xC0 == 0x80 { offset += 1 }
      index += 1
    }
    return offset
  }
}
