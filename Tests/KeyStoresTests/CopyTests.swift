import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

/// Keys that go from one store to another, for every pair of kinds.
@Suite("Copies between stores") struct CopyTests {
  let here = Scratch()
  let there = Scratch()

  private func copy(_ origin: any KeyStore, to target: any KeyStore) throws -> Bool {
    let snapshot = try target.snapshot()
    let plan = Plan(from: snapshot, copying: try origin.snapshot())
    guard plan.changes.contains(where: \.writes) else { return false }
    let third = Timestamp(microseconds: Timestamp.second.microseconds + 1_000_000)
    _ = try target.apply(.explicit(revision: plan.revision, changes: plan.changes), now: third)
    return true
  }

  @Test("keep what both have room for, and a second one changes nothing", arguments: Kind.allCases, Kind.allCases)
  func pairs(from: Kind, to: Kind) throws {
    let (origin, target) = (here.store(from), there.store(to))
    try origin.create(.sample(1, mode: .live, name: "STRIPE_LIVE_SECRET_KEY"), .sample(2, type: .restricted))
    try origin.write([.create(.sample(3, type: .publishable, name: "Our \\ \"shop\" é"))], at: .second)
    #expect(try copy(origin, to: target))
    #expect(try !copy(origin, to: target))
    #expect(try !copy(target, to: origin))
    let pairs = zip(try origin.snapshot().keys, try target.snapshot().keys)
    for (a, b) in pairs {
      #expect(a.secret == b.secret && a.type == b.type && a.livemode == b.livemode)
      #expect(a.name.hasSameBytes(as: b.name) && a.account == b.account && a.created == b.created)
      if !from.isDjStripe, !to.isDjStripe { #expect(a.occurrences == b.occurrences) }
    }
    #expect(try target.snapshot().keys.count == 3)
    try target.checkIntegrity()
  }

  @Test(
    "make dj-stripe's rows oldest first, whatever their keys", arguments: Kind.allCases.filter(\.isDjStripe))
  func order(to: Kind) throws {
    let (origin, target) = (here.store(.json), there.store(to))
    let keys = (1...8).map { KeyFields.sample($0) }.sorted { $0.secret < $1.secret }
    for (age, fields) in keys.enumerated() {
      try origin.create(fields, at: Timestamp(microseconds: Timestamp.second.microseconds - Int64(age)))
    }
    #expect(try copy(origin, to: target))
    let rows = try target.snapshot().keys.sorted { $0.number < $1.number }
    #expect(rows.map(\.secret) == keys.reversed().map(\.secret))
    #expect(rows.map(\.created) == rows.map(\.created).sorted())
  }
}
