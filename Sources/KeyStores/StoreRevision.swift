import KeyFacts
import KeySecrets

/// Names of a store's states.
enum StoreRevision {
  /// Of a store that is not there yet.
  static let absent = "absent"

  /// Of a store by all of its bytes.
  static func digest(of bytes: [UInt8]) -> String {
    sha256(bytes).map { $0.hexadecimal(width: 2) }.joined()
  }

  /// Of a store by all of its bytes but those of `ranges`, which stand in their order and apart.
  static func digest(of bytes: UnsafeBufferPointer<UInt8>, without ranges: [Range<Int>]) -> String {
    var digests: [UInt8] = []
    var start = 0
    for range in ranges + [bytes.count..<bytes.count] {
      digests += sha256(UnsafeBufferPointer(rebasing: bytes[start..<range.lowerBound]))
      start = range.upperBound
    }
    return digest(of: digests)
  }
}
