/// RFC 4648's standard alphabet, without Foundation's copies and leniency.
package enum Base64 {
  /// The decoded bytes; nil for a character outside the alphabet, a misplaced `=`, or a length that can't be.
  /// Blanks and line ends between the digits are allowed, as in Kubernetes manifests; padding may be absent.
  package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var output: [UInt8] = []
    var word: UInt32 = 0
    var digits = 0
    var padding = 0
    for byte in text {
      if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { continue }
      if byte == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let digit = digit(byte) else { return nil }
      word = word << 6 | UInt32(digit)
      digits += 1
      if digits % 4 == 0 {
        output.append(contentsOf: [
          UInt8(truncatingIfNeeded: word >> 16), UInt8(truncatingIfNeeded: word >> 8),
          UInt8(truncatingIfNeeded: word),
        ])
        word = 0
      }
    }
    guard padding == 0 || (digits + padding) % 4 == 0 && padding < 3 else { return nil }
    switch digits % 4 {
    case 1: return nil
    case 2: output.append(UInt8(truncatingIfNeeded: word >> 4))
    case 3:
      output.append(UInt8(truncatingIfNeeded: word >> 10))
      output.append(UInt8(truncatingIfNeeded: word >> 2))
    default: break
    }
    return output
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
