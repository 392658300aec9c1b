import KeySecrets

/// Names of a store's states.
enum StoreRevision {
  /// Of a store that is not there yet.
  static let absent = "absent"

  /// Of a store by all of its bytes.
  static func digest(of bytes: [UInt8]) -> String {
    sha256(bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
