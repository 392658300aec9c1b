import CLibCrypto
package import KeyFacts

extension Fingerprint {
  private static let domain = Array("keyferry:v1:".utf8)

  /// The fingerprint of a well-formed key. Not for other texts, whose bytes could be guessed.
  package init(of secret: Secret) {
    var input = Self.domain
    secret.withBytes { input.append(contentsOf: $0) }
    let digest = sha256(input)
    func word(_ start: Int) -> UInt64 { digest[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(high: word(0), low: word(8))
  }
}

/// SHA-256 of `input`, 32 bytes, by OpenSSL.
package func sha256(_ input: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  // SHA256() can fail only without memory, and a report with a made-up fingerprint would be worse than none.
  precondition(SHA256(input, input.count, &digest) != nil, "SHA-256 is not available")
  return digest
}
