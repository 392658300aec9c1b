/// Searches bytes for what any Stripe setting or key holds, so that most files need no parser.
///
/// Looked for: `stripe` in any case, `_live_`, `_test_`, `whsec_`, `sk_org`, `rkcs_`, `oak_`, and the base64 of a
/// key's start (`c2tf`, `cGtf`, `cmtf`, `d2hzZWNf`).
enum ReasonToParse {
  /// Bytes that must be readable behind those searched, whatever they hold.
  static let padding = 64 + 8
  /// The longest text looked for, less one: what two pieces of a file must share.
  static let overlap = 7

  private typealias Block = SIMD16<UInt8>

  /// Whether the first `count` bytes hold one of the texts.
  ///
  /// Blocks of 64 bytes are compared at once for a few letters of every text; only where these stand is one looked at.
  static func isIn(_ start: UnsafeRawPointer, count: Int) -> Bool {
    var offset = 0
    while offset < count {
      let block = start + offset
      let a = candidates(block)
      let b = candidates(block + 16)
      let c = candidates(block + 32)
      let d = candidates(block + 48)
      let any = unsafeBitCast(a .| b .| c .| d, to: SIMD2<UInt64>.self)
      if any[0] | any[1] != 0 {
        for (index, mask) in [a, b, c, d].enumerated()
        where holds(mask, at: offset + index * 16, start, count) { return true }
      }
      offset += 64
    }
    return false
  }

  @inline(__always)
  private static func load(_ pointer: UnsafeRawPointer) -> Block { pointer.loadUnaligned(as: Block.self) }

  /// Where one of the texts may stand around: `ipe`; `_` and `_` five further; two letters before `_`; `tf` and `Nf`.
  @inline(__always)
  private static func candidates(_ block: UnsafeRawPointer) -> SIMDMask<SIMD16<Int8>> {
    let v0 = load(block)
    let v1 = load(block + 1)
    let v2 = load(block + 2)
    let v5 = load(block + 5)
    let lower = Block(repeating: 0x20)
    let stripe =
      ((v0 | lower) .== Block(repeating: 0x69)) .& ((v1 | lower) .== Block(repeating: 0x70))
      .& ((v2 | lower) .== Block(repeating: 0x65))
    let underscore = Block(repeating: 0x5F)
    let mode = (v0 .== underscore) .& (v5 .== underscore)
    // 0xE9 takes a, c, e, s to 0x61, and 0xE7 takes c, k, s to 0x63.
    let credential =
      ((v0 & Block(repeating: 0xE9)) .== Block(repeating: 0x61))
      .& ((v1 & Block(repeating: 0xE7)) .== Block(repeating: 0x63)) .& (v2 .== underscore)
    let base64 =
      ((v1 .== Block(repeating: 0x74)) .| (v1 .== Block(repeating: 0x4E))) .& (v2 .== Block(repeating: 0x66))
    return stripe .| mode .| credential .| base64
  }

  @inline(never)
  private static func holds(
    _ mask: SIMDMask<SIMD16<Int8>>, at offset: Int, _ start: UnsafeRawPointer, _ count: Int
  ) -> Bool {
    let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    for half in 0..<2 {
      var word = words[half]
      while word != 0 {
        let byte = word.trailingZeroBitCount / 8
        if isText(around: offset + half * 8 + byte, in: bytes) { return true }
        word &= ~(0xFF << UInt64(byte * 8))
      }
    }
    return false
  }

  private static func isText(around index: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    func stands(_ text: StaticString, at start: Int) -> Bool {
      guard start >= 0, start + text.utf8CodeUnitCount <= bytes.count else { return false }
      for offset in 0..<text.utf8CodeUnitCount where bytes[start + offset] != text.utf8Start[offset] { return false }
      return true
    }
    func isStripe(at start: Int) -> Bool {
      guard start >= 0, start + 6 <= bytes.count else { return false }
      let text: StaticString = "stripe"
      for offset in 0..<6 where bytes[start + offset] | 0x20 != text.utf8Start[offset] { return false }
      return true
    }
    return isStripe(at: index - 3) || stands("_live_", at: index) || stands("_test_", at: index)
      || stands("whsec_", at: index - 3) || stands("rkcs_", at: index - 2) || stands("oak_", at: index - 1)
      || stands("sk_org", at: index) || stands("c2tf", at: index - 1) || stands("cGtf", at: index - 1)
      || stands("cmtf", at: index - 1) || stands("d2hzZWNf", at: index - 5)
  }
}
