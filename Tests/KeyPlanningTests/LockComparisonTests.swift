import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@Suite("Comparing with a lock") struct LockComparisonTests {
  let live = TestKeys.secret(.secret, .live, seed: 1)
  let other = TestKeys.secret(.secret, .live, seed: 2)
  let test = TestKeys.secret(.secret, .test, seed: 1)
  private let name = "STRIPE_LIVE_SECRET_KEY"

  private func source(_ location: KeyFacts.SourceLocation) -> KeyLock.Source {
    location.kind == .environment ? .environment : .file(path: location.path, isCommitted: location.path != ".env")
  }

  private func inventory(_ settings: [Setting]) -> Inventory {
    Inventory(of: [Reading(kind: .dotenv, path: ".env", settings: settings)])
  }

  private func compare(
    _ before: [Setting], _ after: [Setting], reach: LockReach = .read
  ) -> LockComparison {
    LockComparison(
      of: inventory(after), with: KeyLock(of: inventory(before), source: source), path: "keyferry.lock", source: source,
      reach: { _ in reach })
  }

  private func key(_ secret: Secret) throws -> KeySummary { try #require(StripeKey(stored: secret)).summary }

  private func reference(_ name: String, in path: String = "a.yml") -> Setting {
    Given.setting(name, Secret(Array("${X}".utf8)), in: path, form: .reference)
  }

  private func inEnvironment(_ secret: Secret) -> Setting {
    Setting(
      name: name, meaning: SettingNames.meaning(of: name) ?? .unmapped, value: secret,
      location: KeyFacts.SourceLocation(kind: .environment, path: "environment"))
  }

  @Test("nothing moved where all is as it was, lines and order apart")
  func same() {
    let a = [
      Given.setting(name, live), Given.setting("STRIPE_TEST_SECRET_KEY", test, line: 2), reference("STRIPE_KEY"),
    ]
    let b = [
      reference("STRIPE_KEY"), Given.setting("STRIPE_TEST_SECRET_KEY", test, line: 9),
      Given.setting(name, live, line: 7),
    ]
    let comparison = compare(a, b)
    #expect(comparison.moves == [])
    #expect(comparison.same == 2)
    #expect(!comparison.isDrift && comparison.isComplete)
  }

  @Test("a key that comes, goes, or is another one is drift, by the setting")
  func keys() throws {
    let setting = Given.setting(name, live, in: "a.env")
    let place = KeyLock.Place(setting: name, source: .file(path: "a.env", isCommitted: true))
    #expect(
      compare([], [setting]).moves == [.newKey(place, try key(live), at: setting.location, isKnown: false)])
    #expect(compare([setting], []).moves == [.gone(place, try key(live), .setting)])
    let rolled = Given.setting(name, other, in: "a.env")
    #expect(
      compare([setting], [rolled]).moves == [
        .otherKey(place, was: try key(live), now: try key(other), at: rolled.location)
      ])
    #expect(compare([setting], [rolled]).isDrift)
    #expect(compare([setting], [rolled]).same == 0)
  }

  @Test("a key that is known is drift where the lock does not have it, and its place there stays good")
  func knownKey() throws {
    let hardCoded = Given.setting("STRIPE_SECRET", live, in: "settings.py", line: 4)
    let comparison = compare([Given.setting(name, live)], [Given.setting(name, live), hardCoded])
    let place = KeyLock.Place(setting: "STRIPE_SECRET", source: .file(path: "settings.py", isCommitted: true))
    #expect(comparison.moves == [.newKey(place, try key(live), at: hardCoded.location, isKnown: true)])
    #expect(comparison.same == 0)
  }

  @Test("keys count that no sync takes: of examples, of unknown names, overridden ones")
  func leftOut() {
    let settings = [
      Given.setting("PAYMENTS", live), Given.setting(name, test, line: 2, overridden: true),
      Given.setting(name, other, line: 3),
    ]
    let lock = KeyLock(of: inventory(settings), source: source)
    #expect(lock.keys.count == 3)
    let example = Given.reading(Given.setting(name, live, in: ".env.example"), in: ".env.example", example: true)
    #expect(KeyLock(of: Inventory(of: [example]), source: source).keys.count == 1)
  }

  @Test("what can't be seen is neither as locked nor drift")
  func outOfReach() throws {
    let setting = Given.setting(name, live)
    let place = KeyLock.Place(setting: name, source: .file(path: ".env", isCommitted: false))
    for (after, reach, obstacle) in [
      ([], .missing, .notCommitted), ([], .notRead, .notRead), ([reference(name, in: ".env")], .read, .value),
    ] as [([Setting], LockReach, LockMove.Obstacle)] {
      let comparison = compare([setting], after, reach: reach)
      #expect(comparison.moves.contains(.outOfReach(place, try key(live), obstacle)))
      #expect(!comparison.isComplete && comparison.same == 0)
    }
    let variable = compare([inEnvironment(live)], [], reach: .notRead)
    #expect(!variable.isDrift && !variable.isComplete)
    // A placeholder of a test run's environment is not production's key gone.
    let placeholder = inEnvironment(Secret(Array("changeme".utf8)))
    #expect(!compare([inEnvironment(live)], [placeholder], reach: .notRead).isDrift)
    #expect(compare([inEnvironment(live)], [inEnvironment(other)]).isDrift)
  }

  @Test("an environment that was asked for is looked at like a file")
  func environment() throws {
    let place = KeyLock.Place(setting: name, source: .environment)
    #expect(compare([inEnvironment(live)], []).moves == [.gone(place, try key(live), .setting)])
    let placeholder = inEnvironment(Secret(Array("changeme".utf8)))
    #expect(compare([inEnvironment(live)], [placeholder]).moves == [.gone(place, try key(live), .key)])
  }

  @Test("a file that git has is gone when it is not there")
  func goneFile() throws {
    let place = KeyLock.Place(setting: name, source: .file(path: "a.env", isCommitted: true))
    let comparison = compare([Given.setting(name, live, in: "a.env")], [], reach: .missing)
    #expect(comparison.moves == [.gone(place, try key(live), .file)])
  }

  @Test("a setting that holds no key any more is drift")
  func keyless() throws {
    let comparison = compare([Given.setting(name, live)], [Given.setting(name, Secret([]))])
    let place = KeyLock.Place(setting: name, source: .file(path: ".env", isCommitted: false))
    #expect(comparison.moves == [.gone(place, try key(live), .key)])
  }

  @Test("a reference that comes or goes is drift, and what it refers to is not asked")
  func references() {
    let setting = reference(name)
    let place = KeyLock.Place(setting: name, source: .file(path: "a.yml", isCommitted: true))
    #expect(compare([], [setting]).moves == [.newReference(place, at: setting.location)])
    #expect(compare([setting], []).moves == [.gone(place, nil, .setting)])
    #expect(compare([setting], [setting]).moves == [])
    for value in ["", "changeme"] {
      let keyless = Given.setting(name, Secret(Array(value.utf8)), in: "a.yml")
      #expect(compare([setting], [keyless]).moves == [.gone(place, nil, .key)])
    }
    // In its place a key, which is told once.
    #expect(compare([setting], [Given.setting(name, live, in: "a.yml")]).moves.count == 1)
  }

  @Test("two keys of one setting are told apart from their roll")
  func several() throws {
    let both = [Given.setting(name, live), Given.setting(name, other, line: 2)]
    #expect(compare(both, [Given.setting(name, live)]).moves.count == 1)
    #expect(compare([Given.setting(name, live)], both).moves.count == 1)
    let rolled = compare(both, [Given.setting(name, live), Given.setting(name, test, line: 2)])
    #expect(rolled.moves.count == 1)
    guard case .otherKey(_, try key(other), try key(test), _)? = rolled.moves.first else {
      Issue.record("\(rolled.moves)")
      return
    }
  }
}
