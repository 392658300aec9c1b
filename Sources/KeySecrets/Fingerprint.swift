import CLibCrypto
package import KeyFacts
import Synchronization

extension Fingerprint {
  private static let domain = Array("keyferry:v1:".utf8)

  /// The fingerprint of a well-formed key. Not for other texts, whose bytes could be guessed.
  package init(of secret: Secret) {
    let digest = Self.domain.withUnsafeBufferPointer { domain in
      secret.withBytes { bytes in Digest.sha256(domain, bytes) }
    }
    func word(_ start: Int) -> UInt64 { digest[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(high: word(0), low: word(8))
  }
}

/// SHA-256 of `input`, 32 bytes, by OpenSSL.
package func sha256(_ input: [UInt8]) -> [UInt8] {
  input.withUnsafeBufferPointer { bytes in
    Digest.sha256(bytes, UnsafeBufferPointer(start: nil, count: 0))
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

  static func sha256(_ head: UnsafeBufferPointer<UInt8>, _ tail: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    for digest in contexts {
      if let hash = digest.lock.withLockIfAvailable({ _ in digest.hash(head, tail) }) { return hash }
    }
    return contexts[0].lock.withLock { _ in contexts[0].hash(head, tail) }
  }

  private func hash(_ head: UnsafeBufferPointer<UInt8>, _ tail: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    let isDone =
      EVP_DigestInit_ex2(context, algorithm, nil) == 1 && EVP_DigestUpdate(context, head.baseAddress, head.count) == 1
      && EVP_DigestUpdate(context, tail.baseAddress, tail.count) == 1
      && EVP_DigestFinal_ex(context, &digest, &count) == 1
    // It fails only without memory, and a report with a made-up fingerprint would be worse than none.
    precondition(isDone && count == 32, "SHA-256 is not available")
    return digest
  }
}
