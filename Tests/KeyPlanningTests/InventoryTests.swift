import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@Suite("Inventory") struct InventoryTests {
  let live = TestKeys.secret(.secret, .live, seed: 1)
  let other = TestKeys.secret(.secret, .live, seed: 2)

  @Test("holds one key with all its occurrences, whatever the number of names and sources")
  func deduplicates() {
    let inventory = Inventory(of: [
      Given.reading(
        Given.setting("STRIPE_LIVE_SECRET_KEY", live), Given.setting("STRIPE_SECRET_KEY", live, line: 2), in: ".env"),
      Given.reading(Given.setting("STRIPE_LIVE_SECRET_KEY", live, in: "b.env"), in: "b.env"),
    ])
    #expect(inventory.keys.count == 1)
    #expect(
      inventory.keys.first.map { Array(inventory.places(of: $0).map(\.setting.location.path)) } == [
        ".env", ".env", "b.env",
      ])
    #expect(inventory.conflicts.isEmpty)
  }

  @Test("keys come in the order of their bytes")
  func order() {
    let secrets = (0..<200).flatMap { seed in
      KeyType.allCases.flatMap { type in KeyMode.allCases.map { TestKeys.secret(type, $0, seed: UInt64(seed)) } }
    }
    let settings = secrets.enumerated().map {
      Given.setting("STRIPE_KEY_\($0.offset)", $0.element, line: $0.offset + 1)
    }
    let inventory = Inventory(of: [Reading(kind: .dotenv, path: ".env", settings: settings)])
    #expect(inventory.keys.map(\.key.secret) == secrets.sorted())
  }

  @Test("one setting with two keys is a conflict, in the order of the sources")
  func conflict() {
    let inventory = Inventory(of: [
      Given.reading(Given.setting("STRIPE_LIVE_SECRET_KEY", live, in: "a.env"), in: "a.env"),
      Given.reading(Given.setting("stripeLiveSecretKey", other, in: "b.env"), in: "b.env"),
    ])
    #expect(
      inventory.conflicts.map { $0.settings.map { inventory.settings[$0].setting.location.path } } == [
        ["a.env", "b.env"]
      ])
  }

  @Test("nested settings of two accounts are no conflict")
  func scopes() {
    let inventory = Inventory(of: [
      Given.reading(
        Given.setting("STRIPE_SECRET", live, scope: "STRIPE_KEYS_USD"),
        Given.setting("STRIPE_SECRET", other, scope: "STRIPE_KEYS_EUR"))
    ])
    #expect(inventory.conflicts.isEmpty)
  }

  @Test(
    "on a conflict, error and all take every key, first takes the first source's",
    arguments: [
      (ConflictPolicy.error, 2), (.all, 2), (.first, 1),
    ])
  func policies(policy: ConflictPolicy, count: Int) {
    let readings = [
      Given.reading(Given.setting("STRIPE_LIVE_SECRET_KEY", other, in: "a.env"), in: "a.env"),
      Given.reading(Given.setting("STRIPE_LIVE_SECRET_KEY", live, in: "b.env"), in: "b.env"),
    ]
    let inventory = Inventory(of: readings, options: .init(onConflict: policy))
    #expect(inventory.keys.count == count)
    if policy == .first {
      #expect(inventory.keys.map(\.key.secret) == [other])
      #expect(inventory.leftOut.map(\.secret) == [live])
    }
  }

  @Test("a key that loses a conflict stays when another setting names it")
  func loserUnderAnotherName() {
    let readings = [
      Given.reading(Given.setting("STRIPE_LIVE_SECRET_KEY", other, in: "a.env"), in: "a.env"),
      Given.reading(
        Given.setting("STRIPE_LIVE_SECRET_KEY", live, in: "b.env"),
        Given.setting("SHOP_STRIPE_SECRET_KEY", live, in: "b.env", line: 2), in: "b.env"),
    ]
    let inventory = Inventory(of: readings, options: .init(onConflict: .first))
    #expect(Set(inventory.keys.map { $0.key.secret }) == [live, other])
  }

  @Test("takes no key from example files and overridden lines")
  func ineffective() {
    let inventory = Inventory(of: [
      Given.reading(Given.setting("STRIPE_LIVE_SECRET_KEY", other), in: ".env.example", example: true),
      Given.reading(
        Given.setting("STRIPE_LIVE_SECRET_KEY", other, overridden: true),
        Given.setting("STRIPE_LIVE_SECRET_KEY", live, line: 2)),
    ])
    #expect(inventory.keys.map(\.key.secret) == [live])
    #expect(inventory.conflicts.isEmpty)
  }

  @Test("unmapped keys are left out unless asked for")
  func unmapped() {
    let readings = [Given.reading(Given.setting("PAYMENTS", live))]
    #expect(Inventory(of: readings).keys.isEmpty)
    #expect(Inventory(of: readings).leftOut.map(\.secret) == [live])
    #expect(Inventory(of: readings, options: .init(includeUnmapped: true)).keys.map(\.key.secret) == [live])
  }

  @Test("publishable keys are left out when they are skipped")
  func publishable() {
    let key = TestKeys.secret(.publishable, .live)
    let inventory = Inventory(
      of: [Given.reading(Given.setting("STRIPE_PUBLIC_KEY", key))], options: .init(skipPublishable: true))
    #expect(inventory.keys.isEmpty)
    #expect(inventory.leftOut.map(\.secret) == [key])
  }
}
