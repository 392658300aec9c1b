import Glibc
import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

/// What every store must hold to about its past.
@Suite("Store history") struct StoreHistoryTests {
  let scratch = Scratch()

  @Test("every write is noted, and nothing else", arguments: Kind.allCases)
  func noted(kind: Kind) throws {
    let store = scratch.store(kind)
    #expect(try store.history().entries.isEmpty)
    try store.create(.sample(1), .sample(2))
    let keys = try store.snapshot().keys
    try store.write([.keep(keys[0]), .keep(keys[1])], at: .second)
    try store.write([.remove(keys[0]), .update(keys[1], to: renamed(keys[1]), fields: [.name])], at: .second)
    let history = try store.history()
    #expect(
      history.entries == [
        HistoryEntry(time: .first, note: .sample, counts: ChangeCounts(created: 2), keys: 2),
        HistoryEntry(time: .second, note: .sample, counts: ChangeCounts(updated: 1, removed: 1), keys: 1),
      ])
    #expect(history.hindrance == nil)
    #expect(history.undo?.previous.count == 2)
    #expect(history.undo?.made == nil)
  }

  @Test("an undo gives the keys from before, in every field, and is noted", arguments: Kind.allCases)
  func undone(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3), .sample(4))
    let before = try store.snapshot()
    let rows = try scratch.rows(kind)
    let keys = before.keys
    try store.write(
      [
        .remove(keys[0]), .keep(keys[1]), .update(keys[2], to: renamed(keys[2]), fields: [.name]),
        .remove(keys[3]), .create(.sample(5)), .create(.sample(6, type: .publishable)),
      ], at: .second)
    let receipt = try store.undo()
    let after = try store.snapshot()
    #expect(after.keys.elementsEqual(keys) { $0.isSame(as: $1) && $0.number == $1.number })
    #expect(try scratch.rows(kind) == rows)
    #expect(receipt.revision == after.revision)
    #expect(receipt.backup != nil)
    let last = try #require(try store.history().entries.last)
    #expect(
      last
        == HistoryEntry(time: .third, note: .sample, counts: ChangeCounts(created: 2, updated: 1, removed: 2), keys: 4))
    #expect(try store.history().entries.count == 3)
    try store.checkIntegrity()
  }

  @Test("the first write can be undone, and others follow", arguments: Kind.allCases)
  func first(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2))
    try store.undo()
    #expect(try store.snapshot().keys.isEmpty)
    try store.create(.sample(2), .sample(3))
    try store.create(.sample(4))
    try store.undo()
    #expect(try store.snapshot().keys.count == 2)
    #expect(try store.history().entries.count == 5)
  }

  @Test("an undo is not undone, and keeps nothing", arguments: Kind.allCases)
  func once(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    let key = try #require(try store.snapshot().keys.first)
    try store.undo()
    #expect(try store.history().undo == nil)
    #expect(!scratch.contents(kind).contains(key.secret))
    #expect(throws: NoUndo.self) { try store.undo() }
  }

  @Test("another change refuses the undo", arguments: Kind.allCases)
  func moved(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2))
    #expect(try store.history().undo?.isCurrent == true)
    try scratch.writeByHand(kind)
    #expect(try store.history().undo?.isCurrent == false)
    let before = scratch.contents(kind)
    #expect(throws: NoUndo.self) { try store.undo() }
    #expect(scratch.contents(kind) == before)
    #expect(scratch.entries == kind.entries)
  }

  @Test("an undo that was made ready before another's write is refused", arguments: Kind.allCases)
  func late(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    let ready = try Undo(of: try store.history(), on: try store.snapshot())
    try store.create(.sample(2), at: .second)
    #expect(throws: StoreError.stale(path: store.location)) { try store.apply(.undoing(ready), now: .third) }
    #expect(try store.snapshot().keys.count == 2)
    #expect(scratch.entries == kind.entries)
  }

  @Test("two who undo at the same time undo once", arguments: Kind.allCases)
  func rivals(kind: Kind) async throws {
    let stores = (0..<4).map { _ in scratch.store(kind, lockTimeout: 60) }
    try stores[0].create(.sample(1))
    try stores[0].create(.sample(2), at: .second)
    let done = await withTaskGroup(of: Bool.self) { group in
      for store in stores { group.addTask { (try? store.undo()) != nil } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(done == 1)
    #expect(try stores[0].snapshot().keys.count == 1)
  }

  @Test("what is kept goes with the next write, or when it is forgotten", arguments: Kind.allCases)
  func forgotten(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3))
    let keys = try store.snapshot().keys
    try store.write([.remove(keys[0])], at: .second)
    #expect(try store.history().undo?.previous.count == 1)
    try store.write([.remove(keys[1])], at: .second)
    #expect(!scratch.kept(kind).contains(keys[0].secret))
    #expect(scratch.kept(kind).contains(keys[1].secret))
    try store.apply(.forgetting(revision: try store.snapshot().revision), now: .third)
    #expect(!scratch.kept(kind).contains(keys[1].secret))
    #expect(try store.history().undo == nil)
    #expect(try store.history().entries.count == 4)
    #expect(try store.snapshot().keys.count == 1)
    #expect(throws: NoUndo.self) { try store.undo() }
  }

  @Test("a store from before has no history, is not touched by a look, and gets one", arguments: Kind.allCases)
  func older(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    try scratch.dropHistory(kind)
    let before = scratch.contents(kind)
    #expect(try store.history().entries.isEmpty)
    #expect(try store.snapshot().keys.count == 1)
    #expect(throws: NoUndo.self) { try store.undo() }
    #expect(scratch.contents(kind) == before)
    try store.create(.sample(2), at: .second)
    #expect(try store.history().entries.map(\.keys) == [2])
    try store.undo()
    #expect(try store.snapshot().keys.count == 1)
  }

  @Test("a signal during an undo leaves the store as it was", arguments: Kind.allCases)
  func interrupted(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    let before = scratch.contents(kind)
    let (history, snapshot) = (try store.history(), try store.snapshot())
    try withSignalPending {
      let undo = ApprovedPlan.undoing(try Undo(of: history, on: snapshot))
      #expect(throws: StoreError.interrupted(path: store.location)) { try store.apply(undo, now: .third) }
    }
    #expect(scratch.contents(kind) == before)
    #expect(scratch.entries == kind.entries)
    try store.undo()
  }

  @Test("no history shows a key", arguments: Kind.allCases)
  func redaction(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    try store.write([.remove(try #require(try store.snapshot().keys.first))], at: .second)
    var text = ""
    dump(try store.history(), to: &text)
    #expect(text.contains("alice"))
    #expect(!text.contains(TestKeys.text(seed: 1).dropFirst(8).prefix(9)))
  }

  private func renamed(_ key: StoredKey) -> KeyFields {
    KeyFields(secret: key.secret, type: .restricted, livemode: true, name: "RENAMED", occurrences: [])
  }

  /// Runs `body` with SIGTERM waiting on this thread.
  private func withSignalPending(_ body: () throws -> Void) rethrows {
    var (set, mask, now) = (sigset_t(), sigset_t(), timespec())
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &set, &mask)
    pthread_kill(pthread_self(), SIGTERM)
    defer {
      sigtimedwait(&set, nil, &now)
      pthread_sigmask(SIG_SETMASK, &mask, nil)
    }
    try body()
  }
}

extension Kind {
  /// The tables of the history, that with rows last; empty for a document.
  var past: [String] {
    switch self {
    case .json: []
    case .sqlite: ["history", "undo"]
    case .postgresql: ["keyferry_keys_history", "keyferry_keys_undo"]
    case .djStripe24, .djStripe211, .djStripe24PostgreSQL, .djStripe211PostgreSQL:
      ["keyferry_history", "keyferry_undo"]
    }
  }
}

extension Scratch {
  /// The rows of keys as another program sees them, every column.
  fileprivate func rows(_ kind: Kind) throws -> [UInt8] {
    switch kind {
    case .json: []
    case .sqlite: try SQLiteShell(self["keys"]).dump("keys")
    case .djStripe24, .djStripe211: try SQLiteShell(self["keys"]).dump("djstripe_apikey")
    case .postgresql, .djStripe24PostgreSQL, .djStripe211PostgreSQL:
      Array(try database.psql("SELECT * FROM \(kind.table) ORDER BY secret").utf8)
    }
  }

  /// What lies in the place where removed keys are kept; of a file all of it.
  fileprivate func kept(_ kind: Kind) -> [UInt8] {
    guard kind.isPostgreSQL else { return bytes() }
    return Array(((try? database.psql("SELECT row FROM \(kind.past[1])")) ?? "").utf8)
  }

  /// A change of a row's name by somebody who knows nothing of keyferry.
  fileprivate func writeByHand(_ kind: Kind) throws {
    switch kind {
    case .json: write("keys", text().replacing("STRIPE_TEST_SECRET_KEY", with: "MINE"))
    case .sqlite: try SQLiteShell(self["keys"]).run("UPDATE keys SET name = 'MINE'")
    case .djStripe24, .djStripe211: try SQLiteShell(self["keys"]).run("UPDATE djstripe_apikey SET name = 'MINE'")
    case .postgresql, .djStripe24PostgreSQL, .djStripe211PostgreSQL:
      try database.psql("UPDATE \(kind.table) SET name = 'MINE'")
    }
  }

  /// Makes the store one that an earlier keyferry wrote.
  func dropHistory(_ kind: Kind) throws {
    switch kind {
    case .json:
      let keys = try JSONDocument.decode(bytes()).keys
      write("keys", JSONDocument.encode(keys))
    case .sqlite, .djStripe24, .djStripe211:
      for table in kind.past { try SQLiteShell(self["keys"]).run("DROP TABLE IF EXISTS \(table)") }
    case .postgresql, .djStripe24PostgreSQL, .djStripe211PostgreSQL:
      try database.psql("DROP TABLE \(kind.past.joined(separator: ", "))")
    }
  }
}
