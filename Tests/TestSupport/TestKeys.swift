package import KeyFacts
package import KeySecrets

/// Keys made at run time: no file of the project holds a text that looks like a live key.
package enum TestKeys {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  /// A well-formed key of today's length (107 bytes), the same for the same `seed`.
  package static func text(
    _ type: KeyType = .secret, _ mode: KeyMode = .test, seed: UInt64 = 1, bodyLength: Int = 99
  ) -> String {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ (mode == .live ? 7 : 3) &+ UInt64(type.prefix.utf8.first ?? 0)
    let body = (0..<bodyLength).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return alphabet[Int((state >> 33) % UInt64(alphabet.count))]
    }
    return "\(type.prefix)_\(mode.rawValue)_" + String(decoding: body, as: UTF8.self)
  }

  package static func secret(
    _ type: KeyType = .secret, _ mode: KeyMode = .test, seed: UInt64 = 1, bodyLength: Int = 99
  ) -> Secret {
    Secret(Array(text(type, mode, seed: seed, bodyLength: bodyLength).utf8))
  }
}
