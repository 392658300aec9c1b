import KeyFacts
import TestSupport
import Testing

@testable import KeySecrets

@Suite("Stripe key grammar") struct StripeKeyGrammarTests {
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
