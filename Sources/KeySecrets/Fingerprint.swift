import CLibCrypto
package import KeyFacts

extension Fingerprint {
  private static let domain = Array("keyferry:v1:".utf8)

  /// The fingerprint of a well-formed key. Not for other texts, whose bytes could be guessed.
  package init(of secret: Secret) {
    self = Self.domain.withUnsafeBufferPointer { domain in
      secret.withBytes { bytes in
        Digest.sha256(domain, bytes) { hash in
          Fingerprint(
            high: UInt64(bigEndian: hash.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: hash.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
      }
    }
  }
}

/// SHA-256 of `input`, 32 bytes, by OpenSSL.
package func sha256(_ input: [UInt8]) -> [UInt8] { input.withUnsafeBufferPointer { sha256($0) } }

package func sha256(_ input: UnsafeBufferPointer<UInt8>) -> [UInt8] {
  Digest.sha256(input, UnsafeBufferPointer(start: nil, count: 0)) { Array($0) }
}

/// OpenSSL's SHA-256, with nothing to set up and nothing on the heap: a large store asks for two million.
private enum Digest {
  /// Gives `body` the 32 bytes of the hash.
  static func sha256<R>(
    _ head: UnsafeBufferPointer<UInt8>, _ tail: UnsafeBufferPointer<UInt8>, _ body: (UnsafeRawBufferPointer) -> R
  ) -> R {
    var state = SHA256_CTX()
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(SHA256_DIGEST_LENGTH)) { hash in
      // None of them fails.
      SHA256_Init(&state)
      SHA256_Update(&state, head.baseAddress, head.count)
      SHA256_Update(&state, tail.baseAddress, tail.count)
      SHA256_Final(hash.baseAddress, &state)
      return body(UnsafeRawBufferPointer(hash))
    }
  }
}
