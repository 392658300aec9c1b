import KeyFacts
import KeySecrets
import Testing

@Suite("Names of the project's own") struct SettingVocabularyTests {
  private let vocabulary = SettingVocabulary(own: [
    ("PAYMENTS_KEY", SettingMeaning(role: .secret, mode: .live)), ("STRIPE_KEY", SettingMeaning(role: .publishable)),
  ])

  @Test("are known in every spelling", arguments: ["PAYMENTS_KEY", "paymentsKey", "payments-key", "Payments.Key"])
  func spellings(name: String) {
    #expect(vocabulary.meaning(of: name) == SettingMeaning(role: .secret, mode: .live))
  }

  @Test("are known where they are nested", arguments: [["payments"], ["shop", "payments"]])
  func nested(context: [String]) {
    #expect(vocabulary.meaning(of: "key", context: context) == SettingMeaning(role: .secret, mode: .live))
  }

  @Test("are no other names", arguments: ["PAYMENTS_KEY_2", "PAYMENTS", "MY_PAYMENTS_KEY"])
  func others(name: String) { #expect(vocabulary.meaning(of: name) == nil) }

  @Test(
    "may be in a text whose words make one up",
    arguments: [
      ("PAYMENTS_KEY=", true), ("paymentskey", true), ("key of payments", true), ("pay: {m: 1, ents: {key: x}}", true),
      ("a\\nPAYMENTS b\\u005fKEY", true), ("PAYMENTS_KEYS", false), ("payments", false), ("payment skey", true),
      ("", false), ("pay ments ke", false), ("ments pay key", true), ("xpayments key", false),
    ])
  func search(text: String, isPossible: Bool) throws {
    let bytes = Array(text.utf8)
    // However it comes in pieces.
    for cut in 0...bytes.count {
      var search = try #require(SettingVocabulary(own: [("PAYMENTS_KEY", SettingMeaning(role: .secret))]).search)
      bytes[..<cut].withUnsafeBufferPointer { search.take($0) }
      bytes[cut...].withUnsafeBufferPointer { search.take($0) }
      search.end()
      #expect(search.isPossible == isPossible, "\(cut)")
    }
  }

  @Test("are looked for in a text in time that grows with it alone")
  func time() throws {
    let names = (0..<200).map {
      ("PAYMENTS_\($0)_" + String(repeating: "KEY", count: 50), SettingMeaning(role: .secret))
    }
    var search = try #require(SettingVocabulary(own: names).search)
    let text = Array(String(repeating: "payments keyk PAYMENTS_x eykey keykey\n", count: 30_000).utf8)
    let time = ContinuousClock().measure { text.withUnsafeBufferPointer { search.take($0) } }
    #expect(time < .seconds(10))
    #expect(!search.isPossible)
  }

  @Test("mean what the project says, whatever they would mean by themselves")
  func precedence() {
    #expect(vocabulary.meaning(of: "STRIPE_KEY")?.role == .publishable)
    #expect(SettingVocabulary.standard.meaning(of: "STRIPE_KEY")?.role == .anyKey)
    #expect(vocabulary.meaning(of: "STRIPE_LIVE_SECRET_KEY") == SettingMeaning(role: .secret, mode: .live))
  }

  @Test("are told by a cache, too, and differ in digits")
  func cache() {
    var cache = SettingNameCache(SettingVocabulary(own: [("PAY_1", SettingMeaning(role: .secret))]))
    func meaning(_ name: String) -> SettingMeaning? {
      Array(name.utf8).withUnsafeBufferPointer { cache.meaning(of: $0) }
    }
    #expect(meaning("PAY_1")?.role == .secret)
    #expect(meaning("PAY_2") == nil)
    #expect(meaning("STRIPE_SECRET_KEY_1")?.role == meaning("STRIPE_SECRET_KEY_2")?.role)
  }
}
