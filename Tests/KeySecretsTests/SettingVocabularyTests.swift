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
