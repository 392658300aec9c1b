import CByteSearch
import KeyFacts
import Testing

@testable import KeySecrets
@testable import KeySources

@Suite("Reason to parse") struct ReasonToParseTests {
  /// With what this machine has, and with what every machine has.
  private static let searches = [ReasonToParse(), ReasonToParse(by: byte_search_next_portable)]

  private static let texts = [
    "_live_", "_test_", "whsec_", "sk_org", "rkcs_", "oak_", "c2tf", "cGtf", "cmtf", "d2hzZWNf", "env_file",
  ]

  private func isIn(_ text: String) -> Bool { isIn(Array(text.utf8)) }

  private func isIn(_ bytes: [UInt8]) -> Bool {
    // What stands around the text must not count.
    let around = Array(repeatElement(Array("stripe_live_".utf8), count: 16).joined())
    let padded = around + bytes + around
    let answers = Self.searches.map { search in
      padded.withUnsafeBytes { search.isIn($0.baseAddress! + around.count, count: bytes.count) }
    }
    #expect(answers[0] == answers[1])
    return answers[0]
  }

  @Test("finds every text at any offset", arguments: texts + ["stripe", "STRIPE", "Stripe", "sTrIpE"])
  func finds(text: String) {
    for offset in 0..<300 {
      let before = String(repeating: ".", count: offset)
      #expect(isIn(before + text) && isIn(before + text + before))
      #expect(!isIn(before + text.dropLast()), "\(offset)")
    }
  }

  @Test("sees the program's own name, in any case, where there is nothing else", arguments: ["keyferry", "KeyFerry"])
  func mark(name: String) {
    for search in [ReasonToParse(seesMark: true), ReasonToParse(seesMark: true, by: byte_search_next_portable)] {
      func reason(_ text: String) -> FileReason? {
        let padded = Array(String(repeating: "stripe_live_", count: 16).utf8)
        let bytes = padded + Array(text.utf8) + padded
        return bytes.withUnsafeBytes { search.reason(in: $0.baseAddress! + padded.count, count: text.utf8.count) }
      }
      for offset in 0..<200 {
        let before = String(repeating: ".", count: offset)
        #expect(reason(before + name) == .comments)
        #expect(reason(before + name + before + "stripe") == .settings)
        #expect(reason("stripe" + before + name) == .settings)
        #expect(reason(before + name.dropLast() + before) == nil)
      }
    }
    #expect(!isIn(name))
  }

  @Test(
    "passes by what is like them",
    arguments: [
      "", "string", "strip e", "recipe type", "_life_ _tent_ _LIVE_", "class_ task_ has_ WHSEC_", "platform Nf",
      "sk_or rkc_ ak_ d2hzZWN", "ripe ive_ est_ sec_ _org kcs_", "\u{F3}\u{E1}\u{EB}\u{DF}",
      "3t2ipe c2tv C2TF D2HZZWNF",
    ])
  func passesBy(text: String) { #expect(!isIn(text + String(repeating: " ", count: 150) + text)) }

  /// Random bytes of few kinds hold the texts, and nearly hold them, often.
  @Test("answers as a plain search does") func agreesWithPlainSearch() {
    var random = SystemRandomNumberGenerator()
    let letters = Array("stripeSTRIPE_live_test_whsec_sk_orgrkcs_oak_c2tfcGcmd2hzZWNf\u{DF}.".utf8)
    var found = 0
    for _ in 0..<2_000 {
      var bytes = (0..<Int.random(in: 0..<300, using: &random)).map { _ in letters.randomElement(using: &random)! }
      if Bool.random(using: &random), let text = (Self.texts + ["sTRIPe"]).randomElement(using: &random) {
        // A text, or all but one of its letters.
        var text = Array(text.utf8)
        if Bool.random(using: &random) { text[Int.random(in: 0..<text.count, using: &random)] ^= 0x40 }
        bytes.insert(contentsOf: text, at: Int.random(in: 0...bytes.count, using: &random))
      }
      let expected = Self.plainSearch(bytes)
      found += expected ? 1 : 0
      #expect(isIn(bytes) == expected, "\(bytes)")
    }
    #expect((300..<1_000).contains(found), "\(found)")
  }

  private static func plainSearch(_ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { start in
      texts.contains { bytes[start...].starts(with: $0.utf8) }
        || bytes[start...].prefix(6).map { $0 | 0x20 } == Array("stripe".utf8)
    }
  }

  @Test("finds the prefix of every credential")
  func prefixes() {
    for prefix in StripeKeyGrammar.credentialPrefixes {
      #expect(isIn(prefix.bytes + Array("0".utf8)))
      #expect(CredentialScan.mentionsCredential(prefix.bytes + Array("_0000000".utf8)))
    }
    for prefix in StripeKeyGrammar.keyPrefixes {
      let text = "\(prefix.type.prefix)_\(prefix.mode.rawValue)_0000"
      #expect(isIn(text) && CredentialScan.mentionsCredential(Array(text.utf8)))
    }
  }
}
