/// The ids that dj-stripe gives keys: `djstripe_mk_` and the base64 of a random UUID's 16 bytes without `=`, `+`, `/`.
///
/// - SeeAlso: `generate_api_key_id` in `djstripe/models/api.py`.
package enum DjStripeID {
  static let prefix = "djstripe_mk_"

  package static func new() -> String {
    var words = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    // The version 4 and the variant of RFC 9562.
    words.0 = words.0 & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    words.1 = words.1 & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let bytes = [words.0, words.1].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
    return prefix + letters(bytes)
  }

  /// The base64 of `bytes` without what is neither letter nor digit.
  static func letters(_ bytes: [UInt8]) -> String {
    var text = ""
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        append(bits >> UInt32(count) & 63, to: &text)
      }
    }
    if count > 0 { append(bits << UInt32(6 - count) & 63, to: &text) }
    return text
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".unicodeScalars)

  private static func append(_ digit: UInt32, to text: inout String) {
    // 62 and 63 are `+` and `/`.
    if digit < 62 { text.unicodeScalars.append(alphabet[Int(digit)]) }
  }
}
