import KeyFacts
import KeySecrets
import Testing

@Suite("Setting names") struct SettingNamesTests {
  typealias Row = (name: String, role: SettingMeaning.Role, mode: KeyMode?)

  @Test(
    "a name gives its role and mode",
    arguments: [
      ("STRIPE_LIVE_SECRET_KEY", .secret, .live), ("STRIPE_TEST_SECRET_KEY", .secret, .test),
      ("STRIPE_LIVE_PUBLIC_KEY", .publishable, .live), ("STRIPE_TEST_PUBLIC_KEY", .publishable, .test),
      ("STRIPE_SECRET_KEY", .secret, nil), ("STRIPE_PUBLIC_KEY", .publishable, nil),
      ("STRIPE_LIVE_MODE", .liveMode, nil), ("DJSTRIPE_WEBHOOK_SECRET", .webhookSecret, nil),
      ("STRIPE_API_HOST", .apiHost, nil), ("STRIPE_PUBLISHABLE_KEY", .publishable, nil),
      ("STRIPE_API_KEY", .secret, nil),
      ("STRIPE_PRIVATE_KEY", .secret, nil), ("STRIPE_RESTRICTED_KEY", .restricted, nil),
      ("STRIPE_WEBHOOK_SECRET", .webhookSecret, nil), ("STRIPE_ENDPOINT_SECRET", .webhookSecret, nil),
      ("STRIPE_KEY", .anyKey, nil), ("STRIPE_PUB_KEY", .publishable, nil), ("STRIPE_SECRET", .secret, nil),
      ("TEST_STRIPE_SECRET_KEY", .secret, .test), ("OW4_DJANGO_STRIPE_PUBLIC_KEY_ARRKOM", .publishable, nil),
      ("STRIPE_SECRET_KEY_USD", .secret, nil), ("NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY", .publishable, nil),
      ("NEXT_PUBLIC_STRIPE_KEY", .anyKey, nil), ("stripeSecretKey", .secret, nil),
      ("stripe-secret-key", .secret, nil), ("stripeAPIKey", .secret, nil), ("STRIPE_SECRETKEY", .secret, nil),
      ("STRIPE_WEBHOOKSECRET", .webhookSecret, nil), ("STRIPEKEY", .anyKey, nil), ("STRIPESECRETKEY", .secret, nil),
      ("STRIPELIVESECRETKEY", .secret, .live),
      ("stripe.live.secretKey", .secret, .live), ("STRIPE_SANDBOX_SECRET_KEY", .secret, .test),
      ("STRIPE_PRICE_ID", .otherStripe, nil), ("STRIPE_SECRET_KEY_FILE", .keyFile, nil),
      ("STRIPE_WEBHOOK_URL", .otherStripe, nil), ("STRIPE_DEVICE_NAME", .otherStripe, nil),
      ("stripe_client_id", .otherStripe, nil), ("stripeExistingSecret", .otherStripe, nil),
    ] as [Row])
  func meaning(row: Row) {
    #expect(SettingNames.meaning(of: row.name) == SettingMeaning(role: row.role, mode: row.mode))
  }

  @Test(
    "other names say nothing of Stripe",
    arguments: [
      "SECRET_KEY", "PUBLIC_KEY", "PINSTRIPE_KEY", "stripedRows", "STRIPED", "", "SK", "KEY",
    ])
  func others(name: String) {
    #expect(SettingNames.meaning(of: name) == nil)
  }

  @Test(
    "the names around speak for a name that speaks of a key",
    arguments: [
      (["stripe"], "secret_key", .secret, nil), (["stripe", "live"], "secret_key", .secret, .live),
      (["stripe"], "test_sk", .secret, .test), (["STRIPE_KEYS", "usd"], "secret", .secret, nil),
      (["app", "stripe"], "publishableKey", .publishable, nil), (["stripe", "webhook"], "secret", .webhookSecret, nil),
      (["stripe_secret_key"], "live", .secret, .live),
    ] as [([String], String, SettingMeaning.Role, KeyMode?)])
  func context(names: [String], name: String, role: SettingMeaning.Role, mode: KeyMode?) {
    #expect(SettingNames.meaning(of: name, context: names) == SettingMeaning(role: role, mode: mode))
  }

  @Test(
    "the names around do not make a key's setting of anything",
    arguments: [
      (["stripe"], "url"), (["stripe_secret_key"], "external"), (["stripe"], "existingSecret"), (["app"], "secret_key"),
      (["stripe"], "enabled"), (["stripe_secret_key"], "description"),
    ])
  func silent(names: [String], name: String) {
    #expect(SettingNames.meaning(of: name, context: names) == nil)
  }

  @Test("a usual name is believed of a credential")
  func credentials() {
    #expect(SettingNames.meaningIfCredential(of: "SK_TEST") == SettingMeaning(role: .secret, mode: .test))
    #expect(SettingNames.meaningIfCredential(of: "PK_LIVE") == SettingMeaning(role: .publishable, mode: .live))
    #expect(SettingNames.meaningIfCredential(of: "WHSEC") == SettingMeaning(role: .webhookSecret))
    #expect(SettingNames.meaningIfCredential(of: "TOKEN") == nil)
    #expect(
      SettingNames.meaningIfCredential(of: "usd", context: ["STRIPE_KEYS"]) == SettingMeaning(role: .anyKey, mode: nil))
  }

  @Test(
    "equal settings have one spelling",
    arguments: [
      ("stripeSecretKey", "STRIPE_SECRET_KEY"), ("stripe-secret-key", "STRIPE_SECRET_KEY"),
      ("STRIPE_SECRET_KEY", "STRIPE_SECRET_KEY"),
    ])
  func canonical(name: String, expected: String) {
    #expect(SettingNames.canonical(name) == expected)
  }
}
