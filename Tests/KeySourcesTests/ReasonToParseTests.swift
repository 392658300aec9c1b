import Testing

@testable import KeySources

@Suite("Reason to parse") struct ReasonToParseTests {
  private func isIn(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    // What stands around the text must not count.
    let around = Array(repeatElement(Array("stripe_live_".utf8), count: 8).joined())
    let padded = around + bytes + around
    return padded.withUnsafeBytes { ReasonToParse.isIn($0.baseAddress! + around.count, count: bytes.count) }
  }

  @Test(
    "finds every text at any offset",
    arguments: [
      "stripe", "STRIPE", "Stripe", "sTrIpE", "_live_", "_test_", "whsec_", "sk_org", "rkcs_", "oak_", "c2tf", "cGtf",
      "cmtf", "d2hzZWNf",
    ])
  func finds(text: String) {
    for offset in 0..<140 {
      let before = String(repeating: ".", count: offset)
      #expect(isIn(before + text) && isIn(before + text + before))
      #expect(!isIn(before + text.dropLast()), "\(offset)")
    }
  }

  @Test(
    "passes by what is like them",
    arguments: [
      "", "string", "strip e", "recipe type", "_life_ _tent_ _LIVE_", "class_ task_ has_ WHSEC_", "platform Nf",
      "sk_or rkc_ ak_ d2hzZWN",
    ])
  func passesBy(text: String) { #expect(!isIn(text + String(repeating: " ", count: 70) + text)) }
}
