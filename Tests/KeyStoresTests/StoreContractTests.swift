import Glibc
import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

/// What every store must hold to.
@Suite("Store contract") struct StoreContractTests {
  let scratch = Scratch()

  @Test("a store that is not there is empty, and looking makes nothing", arguments: Kind.own)
  func absent(kind: Kind) throws {
    let snapshot = try scratch.store(kind).snapshot()
    #expect(!snapshot.exists)
    #expect(snapshot.keys.isEmpty)
    #expect(snapshot.permissions == nil)
    try scratch.store(kind).checkIntegrity()
    #expect(scratch.entries.isEmpty)
  }

  @Test("what was written is read back, in the order of the secrets", arguments: Kind.allCases)
  func readBack(kind: Kind) throws {
    let fields: [KeyFields] = [
      .sample(1), .sample(2, mode: .live), .sample(3, type: .publishable), .sample(4, type: .restricted),
    ]
    let receipt = try scratch.store(kind).write(fields.map { .create($0) })
    let snapshot = try scratch.store(kind).snapshot()
    #expect(snapshot.exists)
    #expect(snapshot.revision == receipt.revision)
    #expect(snapshot.permissions == kind.permissions)
    #expect(receipt.backup == nil)
    let expected = fields.sorted { $0.secret < $1.secret }
    #expect(snapshot.keys.count == 4)
    #expect(zip(snapshot.keys, expected).allSatisfy { $0.says($1, in: kind) })
    #expect(snapshot.keys.allSatisfy { $0.created == .first && $0.updated == .first })
    #expect(
      snapshot.keys.allSatisfy { kind.isDjStripe ? $0.id.hasPrefix("djstripe_mk_") : $0.id.utf8.count == 15 })
    #expect(Set(snapshot.keys.map(\.id)).count == 4)
    #expect(scratch.entries == kind.entries)
    try scratch.store(kind).checkIntegrity()
  }

  @Test("rows of every shape are read back, side by side", arguments: Kind.own)
  func shapes(kind: Kind) throws {
    let place = Occurrence(source: "deploy/some-long-path/.env", line: 3, setting: "STRIPE_LIVE_SECRET_KEY")
    let shapes: [(name: String, account: String?, occurrences: [Occurrence])] = [
      ("STRIPE_LIVE_SECRET_KEY", nil, [place]), ("STRIPE_LIVE_SECRET_KEY", "acct_1", [place]), ("mine", nil, [place]),
      ("Schl\u{FC}ssel", nil, [Occurrence(source: ".env", line: 1, setting: "Schl\u{FC}ssel")]), ("", nil, []),
      ("K", nil, [Occurrence(source: "a \"b\"\\.env", line: nil, setting: "K")]),
      ("K", nil, [Occurrence(source: "environment", line: nil, setting: "K")]),
      ("", nil, [Occurrence(source: ".env", line: 1, setting: "")]), ("K", nil, [place, place]),
    ]
    let fields = (0..<300).map { number in
      let shape = shapes[number % shapes.count]
      return KeyFields(
        secret: TestKeys.secret(.secret, .live, seed: UInt64(number)), type: .secret, livemode: true, name: shape.name,
        account: shape.account, occurrences: shape.occurrences)
    }
    try scratch.store(kind).write(fields.map { .create($0) })
    let keys = try scratch.store(kind).snapshot().keys
    #expect(keys.count == fields.count)
    #expect(zip(keys, fields.sorted { $0.secret < $1.secret }).allSatisfy { $0.says($1) })
  }

  @Test("a plan without a write touches nothing", arguments: Kind.allCases)
  func idempotent(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2))
    let before = (scratch.contents(kind), scratch.status())
    let snapshot = try store.snapshot()
    let plan = ApprovedPlan.explicit(revision: snapshot.revision, changes: snapshot.keys.map { .keep($0) })
    #expect(try store.apply(plan, now: .second).revision == snapshot.revision)
    #expect(scratch.contents(kind) == before.0)
    #expect(scratch.status().st_mtim.tv_nsec == before.1.st_mtim.tv_nsec)
    #expect(scratch.status().st_ino == before.1.st_ino)
    #expect(scratch.entries == kind.entries)
  }

  @Test("a plan without a write makes no store", arguments: Kind.own)
  func nothingToMake(kind: Kind) throws {
    let store = scratch.store(kind)
    _ = try store.apply(.explicit(revision: try store.snapshot().revision, changes: []), now: .first)
    #expect(scratch.entries.isEmpty)
  }

  @Test("an update keeps id, account and creation time, and other rows keep all", arguments: Kind.allCases)
  func update(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2))
    let before = try store.snapshot().keys
    let target = before[0]
    let place = Occurrence(source: "environment", line: nil, setting: "OTHER")
    let fields = KeyFields(
      secret: target.secret, type: .restricted, livemode: true, name: "OTHER", account: "acct_other",
      occurrences: kind.isDjStripe ? [] : [place])
    try store.write([.update(target, to: fields, fields: [.name]), .keep(before[1])], at: .second)
    let after = try store.snapshot().keys
    #expect(after[0].isSame(as: target.updated(to: fields, now: .second)))
    #expect(after[0].id == target.id)
    #expect(after[0].created == .first)
    #expect(after[0].updated == .second)
    #expect(after[0].account == nil)
    #expect(after[1].isSame(as: before[1]))
  }

  @Test("a removed key is gone, the others stay", arguments: Kind.allCases)
  func remove(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3))
    let keys = try store.snapshot().keys
    try store.write([.remove(keys[1])], at: .second)
    let rest = try store.snapshot().keys
    #expect(rest.map(\.id) == [keys[0].id, keys[2].id])
    try store.write(rest.map { .remove($0) }, at: .second)
    #expect(try store.snapshot().keys.isEmpty)
    #expect(try store.snapshot().exists)
  }

  @Test("one plan creates, updates, keeps and removes", arguments: Kind.allCases)
  func mixed(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3), .sample(4))
    let keys = try store.snapshot().keys
    let renamed = KeyFields(
      secret: keys[2].secret, type: .secret, livemode: false, name: "RENAMED", occurrences: [])
    try store.write(
      [
        .remove(keys[0]), .keep(keys[1]), .update(keys[2], to: renamed, fields: [.name]), .remove(keys[3]),
        .create(.sample(5)), .create(.sample(6, type: .publishable)),
      ], at: .second)
    let after = try store.snapshot().keys
    #expect(after.count == 4)
    #expect(Set(after.map(\.name)) == ["RENAMED", "STRIPE_TEST_SECRET_KEY"])
    #expect(after.filter { $0.updated == .second }.count == 3)
    #expect(Set(after.map(\.id)).isSuperset(of: [keys[1].id, keys[2].id]))
  }

  @Test("a plan that fails in the middle leaves the old state", arguments: Kind.allCases)
  func allOrNothing(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    let before = scratch.contents(kind)
    let revision = try store.snapshot().revision
    let plan = ApprovedPlan.explicit(
      revision: revision, changes: [.create(.sample(2)), .create(.sample(1)), .create(.sample(3))])
    #expect(throws: StoreError.stale(path: store.location)) { try store.apply(plan, now: .second) }
    #expect(scratch.contents(kind) == before)
    #expect(scratch.entries == kind.entries)
  }

  @Test("a plan for another revision is refused", arguments: Kind.allCases)
  func stale(kind: Kind) throws {
    let store = scratch.store(kind)
    let absent = try store.snapshot().revision
    try store.create(.sample(1))
    let first = try store.snapshot().revision
    try store.create(.sample(2))
    for revision in [absent, first, "other", ""] {
      #expect(throws: StoreError.stale(path: store.location)) {
        try store.apply(.explicit(revision: revision, changes: [.create(.sample(3))]), now: .second)
      }
    }
    #expect(try store.snapshot().keys.count == 2)
    #expect(scratch.entries == kind.entries)
  }

  @Test("a plan for a store that has gone since is refused, and none is made", arguments: Kind.allCases)
  func gone(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    let revision = try store.snapshot().revision
    try scratch.removeStore(kind)
    #expect(throws: StoreError.stale(path: store.location)) {
      try store.apply(.explicit(revision: revision, changes: [.create(.sample(3))]), now: .second)
    }
    #expect(scratch.entries.isEmpty)
  }

  @Test("ids sort by the time of their write, even when the clock goes back", arguments: Kind.own)
  func ids(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), at: .second)
    let first = try store.snapshot().keys[0].id
    try store.create(.sample(2), .sample(3), at: .first)
    let later = try store.snapshot().keys.map(\.id).filter { $0 != first }
    #expect(later.allSatisfy { $0 > first })
  }

  @Test("texts of every sort come back byte for byte", arguments: Kind.allCases)
  func oddTexts(kind: Kind) throws {
    let store = scratch.store(kind)
    let names = [
      "", "\u{0}\u{1B}[2J\r\n\t\"\\\u{7F}", "e\u{301}", "\u{E9}", "\u{202E}a\u{2028}", "😀", "a'; DROP TABLE",
    ].filter { kind.takesEveryByte || !$0.utf8.contains(0) }
    for (index, name) in names.enumerated() {
      try store.create(
        .sample(UInt64(index + 1), name: name, occurrences: [Occurrence(source: name, line: nil, setting: name)]))
    }
    let keys = try store.snapshot().keys
    #expect(Set(keys.map { Array($0.name.utf8) }) == Set(names.map { Array($0.utf8) }))
    #expect(
      keys.allSatisfy { $0.occurrences.allSatisfy { [key = $0] in Array($0.source.utf8) == Array(key.name.utf8) } })
    #expect(scratch.bytes().firstIndex(of: 0x1B) == nil || kind != .json)
  }

  @Test("secrets of every sort come back byte for byte", arguments: Kind.allCases)
  func oddSecrets(kind: Kind) throws {
    let store = scratch.store(kind)
    let secrets =
      ([
        [0xFF, 0xFE, 0x80], [0x41, 0x00, 0x42], Array(repeating: 0x61, count: 5000), [0x22, 0x5C, 0x0A], [0xC3, 0xA9],
        Array(repeating: 0xE9, count: 200),
      ] as [[UInt8]]).filter { !kind.isDjStripe || $0.count <= 128 }
      .filter { kind.takesEveryByte || String(validating: $0, as: UTF8.self) != nil && !$0.contains(0) }
    try store.write(
      secrets.map {
        .create(KeyFields(secret: Secret($0), type: .secret, livemode: true, name: "N", occurrences: []))
      })
    let expected = secrets.map { Secret($0) }.sorted()
    #expect(try store.snapshot().keys.map(\.secret) == expected)
    try store.checkIntegrity()
  }

  @Test("no error, snapshot or receipt shows a key", arguments: Kind.allCases)
  func redaction(kind: Kind) throws {
    let store = scratch.store(kind)
    let receipt = try store.create(.sample(1))
    var text = ""
    dump(try store.snapshot(), to: &text)
    dump(receipt, to: &text)
    do {
      try store.create(.sample(1))
    } catch {
      dump(error, to: &text)
      text += "\(error) \(String(reflecting: error))"
    }
    #expect(text.contains("stale"))
    #expect(!text.contains(TestKeys.text(seed: 1).dropFirst(8).prefix(9)))
  }
}

extension [UInt8] {
  /// Whether a secret's bytes are somewhere in here.
  func contains(_ secret: Secret) -> Bool {
    let length = secret.count
    guard length > 0, count >= length else { return false }
    return (0...count - length).contains { start in Secret(Array(self[start..<start + length])) == secret }
  }
}
