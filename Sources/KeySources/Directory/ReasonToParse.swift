/// Searches bytes for what any Stripe setting or key holds, so that most files need no parser.
///
/// Looked for: `stripe` in any case, `_live_`, `_test_`, `whsec_`, `sk_org`, `rkcs_`, `oak_`, and the base64 of a
/// key's start (`c2tf`, `cGtf`, `cmtf`, `d2hzZWNf`).
enum ReasonToParse {
  /// Bytes that must be readable before those searched and behind them, whatever they hold.
  static let lead = 5
  static let padding = 64 + 8
  /// The longest text looked for, less one: what two pieces of a file must share.
  static let overlap = 7

  private typealias Block = SIMD16<UInt8>

  /// Whether the first `count` bytes hold one of the texts.
  ///
  /// Blocks of 64 bytes are compared at once for a few letters of every text; only where these stand is one looked at.
  static func isIn(_ start: UnsafeRawPointer, count: Int) -> Bool {
    // A candidate stands up to three letters before its text.
    var offset = -lead
    while offset < count {
      let block = start + offset
      let found = candidates(block) .| candidates(block + 16) .| candidates(block + 32) .| candidates(block + 48)
      let words = unsafeBitCast(found, to: SIMD2<UInt64>.self)
      if words[0] | words[1] != 0, holdsText(offset, start, count) { return true }
      offset += 64
    }
    return false
  }

  /// Whether a text stands at a candidate of the 64 bytes at `offset`.
  @inline(never)
  private static func holdsText(_ offset: Int, _ start: UnsafeRawPointer, _ count: Int) -> Bool {
    var first = offset
    while first < offset + 64 {
      let words = unsafeBitCast(candidates(start + first), to: SIMD2<UInt64>.self)
      if holds(words[0], at: first, start, count) || holds(words[1], at: first + 8, start, count) { return true }
      first += 16
    }
    return false
  }

  @inline(__always)
  private static func load(_ pointer: UnsafeRawPointer) -> Block { pointer.loadUnaligned(as: Block.self) }

  /// Where one of the texts may stand: `tr` and `p` of "stripe"; `tf` and `Nf`; `_` five behind `_` or `w`, one behind
  /// `k`, or three.
  ///
  /// As few comparisons as leave few candidates: this decides how fast a tree is searched.
  @inline(__always)
  private static func candidates(_ block: UnsafeRawPointer) -> SIMDMask<SIMD16<Int8>> {
    let lower = Block(repeating: 0x20)
    let v1 = load(block + 1)
    let v2 = load(block + 2)
    let v4 = load(block + 4)
    let t = (v1 | lower) .== Block(repeating: 0x74)
    let stripe = t .& ((v2 | lower) .== Block(repeating: 0x72)) .& ((v4 | lower) .== Block(repeating: 0x70))
    let base64 = (t .| (v1 .== Block(repeating: 0x4E))) .& (v2 .== Block(repeating: 0x66))
    let underscore = load(block + 5) .== Block(repeating: 0x5F)
    // 0xD7 takes both _ and w to 0x57.
    let before =
      ((load(block) & Block(repeating: 0xD7)) .== Block(repeating: 0x57)) .| (v4 .== Block(repeating: 0x6B))
      .| (v2 .== Block(repeating: 0x6B))
    return stripe .| base64 .| (before .& underscore)
  }

  @inline(__always)
  private static func holds(_ word: UInt64, at offset: Int, _ start: UnsafeRawPointer, _ count: Int) -> Bool {
    var word = word
    while word != 0 {
      let byte = word.trailingZeroBitCount / 8
      if isText(around: offset + byte, start, count) { return true }
      word &= ~(0xFF << UInt64(byte * 8))
    }
    return false
  }

  /// Whether one of the texts stands where a candidate at `index` says.
  private static func isText(around index: Int, _ start: UnsafeRawPointer, _ count: Int) -> Bool {
    func stands(_ text: StaticString, at offset: Int = 0, anyCase: UInt8 = 0) -> Bool {
      let first = index + offset
      guard first >= 0, first + text.utf8CodeUnitCount <= count else { return false }
      for offset in 0..<text.utf8CodeUnitCount
      where start.load(fromByteOffset: first + offset, as: UInt8.self) | anyCase != text.utf8Start[offset] {
        return false
      }
      return true
    }
    if start.load(fromByteOffset: index + 5, as: UInt8.self) == UInt8(ascii: "_") {
      if stands("_live_") || stands("_test_") || stands("whsec_") || stands("rkcs_", at: 1) || stands("oak_", at: 2)
        || stands("sk_org", at: 3)
      {
        return true
      }
    }
    return stands("stripe", anyCase: 0x20) || stands("c2tf", at: -1) || stands("cGtf", at: -1)
      || stands("cmtf", at: -1) || stands("d2hzZWNf", at: -5)
  }
}
