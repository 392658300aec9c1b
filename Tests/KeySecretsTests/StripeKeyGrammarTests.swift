import KeyFacts
import TestSupport
import Testing

@testable import KeySecrets

@Suite("Stripe key grammar") struct StripeKeyGrammarTests {
  @Test("a byte that is no letter or digit is found wherever it stands", arguments: [1, 7, 8, 9, 16, 23, 99])
  func alphabet(length: Int) {
    let letters = Array(TestKeys.text(bodyLength: length + 8).utf8.suffix(length))
    #expect(letters.withUnsafeBufferPointer(\.isASCIIAlphanumeric))
    for position in letters.indices {
      for byte in UInt8.min...UInt8.max {
        var text = letters
        text[position] = byte
        #expect(text.withUnsafeBufferPointer(\.isASCIIAlphanumeric) == byte.isASCIIAlphanumeric)
      }
    }
  }

  @Test("no text shows what follows a prefix")
  func hidden() {
    let body = TestKeys.text(bodyLength: 32).dropFirst(8)
    let prefixes =
      StripeKeyGrammar.credentialPrefixes.map { String(decoding: $0.bytes, as: UTF8.self) }
      + StripeKeyGrammar.keyPrefixes.map { "\($0.type.prefix)_\($0.mode.rawValue)_" }
    for prefix in prefixes {
      #expect("a/\(prefix)\(body).env".withoutKeys == "a/\(prefix)….env")
      #expect("WORD\(prefix)\(body).env".withoutKeys == "WORD\(prefix)….env")
    }
  }
}
