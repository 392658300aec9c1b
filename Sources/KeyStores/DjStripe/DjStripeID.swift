import Glibc

/// The ids that dj-stripe gives keys: `djstripe_mk_` and the base64 of a random UUID's 16 bytes without `=`, `+`, `/`.
///
/// - SeeAlso: `generate_api_key_id` in `djstripe/models/api.py`.
package enum DjStripeID {
  static let prefix = "djstripe_mk_"

  /// The base64 of `bytes` without what is neither letter nor digit.
  static func letters(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(24)
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
    return String(decoding: text, as: UTF8.self)
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  private static func append(_ digit: UInt32, to text: inout [UInt8]) {
    // 62 and 63 are `+` and `/`.
    if digit < 62 { text.append(alphabet[Int(digit)]) }
  }
}

/// Makes new ids. The kernel is asked for chance a block at a time: twice an id took a twentieth of a large write.
package struct DjStripeIDs {
  /// What `getentropy` gives at most.
  private static let blockSize = 256

  private var chance: [UInt8] = []

  package init() {}

  package mutating func callAsFunction() -> String {
    if chance.isEmpty { chance = Self.block() }
    var uuid = chance.suffix(16)
    chance.removeLast(16)
    // The version 4 and the variant of RFC 9562.
    uuid[uuid.startIndex + 6] = uuid[uuid.startIndex + 6] & 0x0F | 0x40
    uuid[uuid.startIndex + 8] = uuid[uuid.startIndex + 8] & 0x3F | 0x80
    return DjStripeID.prefix + DjStripeID.letters(uuid)
  }

  private static func block() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: blockSize)
    let isDone = bytes.withUnsafeMutableBytes { block in
      block.baseAddress.map { getentropy($0, block.count) == 0 } ?? false
    }
    return isDone ? bytes : bytes.map { _ in UInt8.random(in: .min ... .max) }
  }
}
