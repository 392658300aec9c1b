import KeyFacts
import KeySecrets
import TestSupport
import Testing

@Suite("Value classifier") struct ValueClassifierTests {
  private static let secretKey = SettingMeaning(role: .secret)

  private func classify(_ text: String, _ role: SettingMeaning.Role = .secret) -> Classification {
    ValueClassifier.classify(Secret(Array(text.utf8)), meaning: SettingMeaning(role: role))
  }

  /// `body` behind a prefix, put together here so that no text of the project looks like a live key.
  private func live(_ body: String, _ prefix: String = "sk") -> String { prefix + "_li" + "ve_" + body }

  @Test("every prefix gives its type and mode", arguments: KeyType.allCases, KeyMode.allCases)
  func prefixes(type: KeyType, mode: KeyMode) {
    let key = classify(TestKeys.text(type, mode)).key
    #expect(key?.type == type)
    #expect(key?.mode == mode)
  }

  @Test("every length that a key can have is a key's", arguments: [24, 25, 32, 99, 120, 121, 247])
  func lengths(body: Int) {
    let oddities: KeyOddities = body > 120 ? [.longerThanColumn] : []
    guard case .key(_, oddities) = classify(TestKeys.text(bodyLength: body)) else {
      Issue.record("no key of \(body) characters")
      return
    }
  }

  @Test("random keys are keys, whatever their bodies spell")
  func random() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    var others = 0
    for index in 0..<100_000 {
      let prefix = "\(KeyType.allCases[index % 3].prefix)_\(KeyMode.allCases[index % 2].rawValue)_"
      let body = index % 4 == 0 ? 99 : 24
      let bytes = Array(prefix.utf8) + (0..<body).map { _ in alphabet[Int.random(in: 0..<62, using: &generator)] }
      if ValueClassifier.classify(Secret(bytes), meaning: Self.secretKey).kind != .key { others += 1 }
    }
    #expect(others == 0)
  }

  @Test("random webhook secrets are no placeholders")
  func randomWebhookSecrets() {
    for seed in 0..<20_000 as Range<UInt64> {
      let body = TestKeys.text(seed: seed, bodyLength: 32).dropFirst(8)
      #expect(classify("whsec_" + body, .webhookSecret) == .otherCredential(.webhookSecret))
    }
  }

  @Test("an odd alphabet makes an odd key, and no other")
  func alphabet() {
    let text = TestKeys.text(bodyLength: 40) + "_" + TestKeys.text(bodyLength: 20).dropFirst(8)
    guard case .key(_, [.unusualAlphabet]) = classify(text) else {
      Issue.record("not a key with an unusual alphabet")
      return
    }
    #expect(classify(TestKeys.text() + "\u{E4}") == .malformed(.badCharacter))
  }

  @Test("keys that are too short or too long are malformed")
  func bounds() {
    #expect(classify(TestKeys.text(bodyLength: 23)) == .malformed(.tooShort))
    #expect(classify(TestKeys.text(bodyLength: 248)) == .malformed(.tooLong))
  }

  @Test("other companies' keys are told apart")
  func lookalikes() {
    let hexadecimal = "0123456789abcdef0123456789abcdef01234567".replacing("123456789", with: "193547826")
    #expect(classify(live(hexadecimal)) == .lookalike(.paystack))
    #expect(classify("pk_test_" + hexadecimal, .publishable) == .lookalike(.paystack))
    #expect(classify(live("a2V5Xz" + TestKeys.text(bodyLength: 40).dropFirst(8))) == .lookalike(.highnote))
    #expect(classify("pk_test_Y2xlcmsuaW5zcGlyZWQucHVtYS03NC5sY2wuZGV2JA", .publishable) == .lookalike(.clerk))
  }

  @Test("Clerk's keys are told when they are padded, and when they are shorter than Stripe's")
  func clerk() {
    #expect(classify("pk_test_aGFwcHktY2F0LTQyLmNsZXJrLmFjY291bnRzLmRldiQ=", .publishable) == .lookalike(.clerk))
    #expect(classify("pk_live_Y2xlcmsuYWJjLmNvbSQ", .publishable) == .lookalike(.clerk))
    #expect(classify("pk_live_Y2xlcmsuYWJjLmNvbQ", .publishable) == .malformed(.tooShort))
  }

  @Test(
    "what pasting leaves around a key is seen",
    arguments: [
      " ‹›", "‹› ", "‹›\n", "'‹›'", "\"‹›\"", "\u{201C}‹›\u{201D}", "‹›\u{200B}", "\u{FEFF}‹›", "‹›,", "‹›;",
      "‹› # live",
      "‹›\u{A0}", "`‹›`",
    ])
  func stray(text: String) {
    #expect(classify(text.replacing("‹›", with: TestKeys.text())) == .malformed(.strayCharacters))
  }

  @Test("an invisible character inside a key is seen")
  func hidden() {
    var text = TestKeys.text()
    text.insert("\u{200B}", at: text.index(text.startIndex, offsetBy: 30))
    #expect(classify(text) == .malformed(.strayCharacters))
  }

  @Test(
    "texts that ask for a key are placeholders",
    arguments: [
      "sk_test_...", "sk_test_\u{2026}", "sk_test_xxx", "sk_test_XXXXXXXXXXXXXXXXXXXXXXXX", "sk_test_your_key",
      "sk_test_",
      "sk_test_PLACEHOLDER", "sk_test_<your key>", "sk_test_yourstripesecretkeyhere", "sk_test_123",
      "sk_test_1234567890abcdef",
      "your-stripe-api-key", "REPLACE_WITH_YOUR_STRIPE_TEST_KEY", "changeme", "<stripe key>", "fake-key", "xxx", "TODO",
      "get_a_key_from_dashboard.stripe.com", "sk_<CHANGE_ME>", "...", "****", "sk_test_000000000000000000000000",
      "sk_test_neutral_fixture_key", "sk_test_only-this-one",
    ])
  func placeholders(text: String) {
    #expect(classify(text) == .placeholder)
  }

  @Test(
    "webhook secrets that nobody was given are placeholders",
    arguments: [
      "whsec_", "whsec_...", "whsec_xxx", "whsec_12345", "whsec_your_webhook_secret", "whsec_test",
      "your-webhook-secret",
    ])
  func webhookPlaceholders(text: String) {
    #expect(classify(text, .webhookSecret) == .placeholder)
  }

  @Test(
    "other credentials are named",
    arguments: [
      ("whsec_", CredentialKind.webhookSecret), ("sk_org_", .organizationKey), ("rkcs_", .claimableSandboxKey),
      ("oak_", .commandLineToken), ("ek_test_", .ephemeralKey),
    ])
  func credentials(prefix: String, kind: CredentialKind) {
    #expect(classify(prefix + TestKeys.text(bodyLength: 32).dropFirst(8)) == .otherCredential(kind))
  }

  @Test("keys from before the modes are legacy")
  func legacy() {
    let body = TestKeys.text(bodyLength: 32).dropFirst(8)
    #expect(classify(String(body)) == .otherCredential(.legacyKey))
    #expect(classify("sk_" + body) == .otherCredential(.legacyKey))
  }

  @Test("an object's id is no key", arguments: ["price_", "acct_", "we_", "prod_"])
  func ids(prefix: String) {
    #expect(classify(prefix + "1IkVzxD5MZ3GejSORRBZCvK6") == .malformed(.objectID(prefix: prefix)))
  }

  @Test("a misspelled prefix is seen")
  func misspelled() {
    let body = TestKeys.text(bodyLength: 32).dropFirst(8)
    #expect(classify("sk-test-" + body) == .malformed(.prefix))
    #expect(classify("SK_TEST_" + body) == .malformed(.prefix))
    #expect(classify("abc") == .malformed(.noKey))
  }

  @Test(
    "a value that lies elsewhere is a reference",
    arguments: [
      "${STRIPE_KEY}", "${STRIPE_KEY:-}", "$STRIPE_KEY", "$(cat key)", "${{ secrets.STRIPE_KEY }}",
      "op://vault/stripe/key",
      "arn:aws:secretsmanager:eu:1:secret:x", "%(STRIPE_KEY)s", "%STRIPE_KEY%", "STRIPE_PRIVATE_KEY", "ref+vault://x",
    ])
  func references(text: String) {
    #expect(classify(text) == .reference)
  }

  @Test("a value that rendering fills is a template", arguments: ["{{ x }}", "{% if x %}", "<%= ENV['X'] %>", "#{X}#"])
  func templates(text: String) {
    #expect(classify(text) == .template)
  }

  @Test("ciphertext is encrypted", arguments: ["ENC[AES256_GCM,data:x]", "$ANSIBLE_VAULT;1.1;AES256", "encrypted:BDq"])
  func encrypted(text: String) {
    #expect(classify(text) == .encrypted)
  }

  @Test("what is no key's setting holds anything", arguments: ["djstripe_docker", "False", "https://x.org", "2.1"])
  func others(text: String) {
    #expect(classify(text, .otherStripe) == .other)
  }

  @Test("under any name only what is Stripe's looks like a credential")
  func looks() {
    func looks(_ text: String) -> Bool { ValueClassifier.looksLikeCredential(Secret(Array(text.utf8))) }
    #expect(looks(TestKeys.text()))
    #expect(looks("whsec_" + TestKeys.text(bodyLength: 32).dropFirst(8)))
    #expect(looks(TestKeys.text() + " "))
    for text in ["sk_test_circle", "sk_test_", "whsec_...", "", "abc", "sk_test_XXXXXXXXXXXXXXXXXXXXXXXX"] {
      #expect(!looks(text))
    }
  }

  @Test(
    "a key that stands in a reference or template is seen",
    arguments: ["${NAME:-‹›}", "${NAME-‹›}", "${NAME:?‹›}", "${NAME:+‹›}", "$‹›", "{{ x | default('‹›') }}", "-‹›"])
  func inReference(text: String) {
    #expect(classify(text.replacing("‹›", with: TestKeys.text(.secret, .live))) == .malformed(.strayCharacters))
  }

  @Test("a test key may be a reference's default, and not stand beside one")
  func testKeyInReference() {
    #expect(classify("${NAME:-\(TestKeys.text())}") == .reference)
    #expect(classify("${NAME}\(TestKeys.text())") == .malformed(.strayCharacters))
    #expect(classify("$\(TestKeys.text())") == .malformed(.strayCharacters))
  }

  @Test("a key beside a variable that nothing defines is seen")
  func besideUndefined() {
    func classify(_ text: String) -> Classification {
      ValueClassifier.classify(
        Setting(
          name: "STRIPE_KEY", meaning: SettingMeaning(role: .anyKey), value: Secret(Array(text.utf8)), form: .reference,
          location: SourceLocation(kind: .dotenv, path: ".env")))
    }
    #expect(classify(TestKeys.text()) == .malformed(.strayCharacters))
    #expect(classify("sk_") == .reference)
    #expect(classify("") == .reference)
  }

  @Test("a key in the place of its file's path is a key")
  func keyFile() {
    #expect(classify(TestKeys.text(), .keyFile).kind == .key)
    #expect(classify(" \(TestKeys.text())", .keyFile) == .malformed(.strayCharacters))
    #expect(classify("/run/secrets/stripe", .keyFile) == .reference)
    #expect(classify("stripe.key", .keyFile) == .reference)
    #expect(classify("encrypted:BDq", .keyFile) == .encrypted)
  }

  @Test("random bodies with an odd character are keys, and phrases are none")
  func oddBodies() {
    for seed in 0..<20_000 as Range<UInt64> {
      var body = Array(TestKeys.text(seed: seed, bodyLength: 40).dropFirst(8))
      body[Int(seed % 40)] = seed % 2 == 0 ? "_" : "-"
      #expect(classify(live(String(body))).kind == .key)
    }
    for body in [
      "your_stripe_secret_key_goes_here", "YOUR_STRIPE_SECRET_KEY_GOES_HERE", "this-is-not-a-real-key-at-all-1",
    ] {
      #expect(classify(live(body)) == .placeholder)
    }
  }

  @Test("a letter held down is seen wherever it stands, and one that comes often is none")
  func heldDown() {
    let body = Array(TestKeys.text(seed: 3, bodyLength: 60).dropFirst(8)).map { $0 == "Q" ? "R" : $0 }
    for start in 0...body.count - 8 {
      var held = body
      held.replaceSubrange(start..<start + 8, with: repeatElement("Q", count: 8))
      #expect(classify(live(String(held))) == .placeholder)
      held[start + 4] = "R"
      #expect(classify(live(String(held))).kind == .key)
    }
    for few in ["aabbccdd", "aabbccde"] {
      let text = String(repeating: few, count: 4)
      #expect((classify(live(text)) == .placeholder) == (Set(few).count <= 4))
    }
  }

  @Test(
    "a long word is seen wherever it stands, in either case",
    arguments: ["replace", "yourkey", "testkey", "abcdefgh", "123456789", "placeholder"])
  func longWords(word: String) {
    let body = Array(TestKeys.text(seed: 3, bodyLength: 60).dropFirst(8))
    for start in 0...body.count - word.count {
      for text in [word, word.uppercased()] {
        var worded = body
        worded.replaceSubrange(start..<start + word.count, with: text)
        #expect(classify(live(String(worded))) == .placeholder)
        worded[start + 3] = "z"
        #expect(classify(live(String(worded))).kind == .key)
      }
    }
  }
}
