import CLibCrypto
package import KeyFacts
import Synchronization

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
package func sha256(_ input: [UInt8]) -> [UInt8] {
  input.withUnsafeBufferPointer { bytes in
    Digest.sha256(bytes, UnsafeBufferPointer(start: nil, count: 0)) { Array($0) }
  }
}

/// OpenSSL's SHA-256 with its context kept: fetching the algorithm for each key would take three times as long.
///
/// Unchecked: the context is used under the lock alone.
private final class Digest: @unchecked Sendable {
  /// Two stages may hash at once; more wait.
  private static let contexts = [Digest(), Digest()]

  private let lock = Mutex(())
  private let context: OpaquePointer?
  private let algorithm: OpaquePointer?

  private init() {
    // The machine's openssl.cnf changes nothing about SHA-256, and reading it takes a fifth of a small run.
    OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
    context = EVP_MD_CTX_new()
    algorithm = EVP_MD_fetch(nil, "SHA256", nil)
  }

  /// Gives `body` the 32 bytes of the hash, on the stack: a large store asks for two million.
  static func sha256<R>(
    _ head: UnsafeBufferPointer<UInt8>, _ tail: UnsafeBufferPointer<UInt8>, _ body: (UnsafeRawBufferPointer) -> R
  ) -> R {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { hash in
      let isDone = contexts.contains { digest in
        digest.lock.withLockIfAvailable { _ in digest.hash(head, tail, into: hash) } != nil
      }
      if !isDone { contexts[0].lock.withLock { _ in contexts[0].hash(head, tail, into: hash) } }
      return body(UnsafeRawBufferPointer(hash))
    }
  }

  private func hash(
    _ head: UnsafeBufferPointer<UInt8>, _ tail: UnsafeBufferPointer<UInt8>, into hash: UnsafeMutableBufferPointer<UInt8>
  ) {
    var count: UInt32 = 0
    let isDone =
      EVP_DigestInit_ex2(context, algorithm, nil) == 1 && EVP_DigestUpdate(context, head.baseAddress, head.count) == 1
      && EVP_DigestUpdate(context, tail.baseAddress, tail.count) == 1
      && EVP_DigestFinal_ex(context, hash.baseAddress, &count) == 1
    // It fails only without memory, and a report with a made-up fingerprint would be worse than none.
    precondition(isDone && count == 32, "SHA-256 is not available")
  }
}
