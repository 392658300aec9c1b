/// FNV-1a of 128 bits: a name for a text, the same on every machine, that proves nothing.
struct FNV128 {
  private var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

  mutating func mix(_ text: String) {
    for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
  }

  /// 32 lower-case hexadecimal digits.
  var hex: String { hash.hexadecimal(width: 32) }
}
