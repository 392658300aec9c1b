import Glibc
import KeyPlanning
import TestSupport
import Testing

@testable import KeyStores

@Suite("Rival writers") struct StoreRivalsTests {
  let scratch = Scratch()

  /// Syncs as a command would: a plan that has become stale is made anew.
  private static func insist(_ store: any KeyStore, _ fields: KeyFields) throws {
    while true {
      do {
        try store.create(fields)
        return
      } catch StoreError.stale {
        continue
      }
    }
  }

  @Test("writers at the same time lose nothing, and readers see whole states", arguments: Kind.allCases)
  func concurrent(kind: Kind) async throws {
    let stores = (0..<5).map { _ in scratch.store(kind, lockTimeout: 60) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for round in 0..<10 { try Self.insist(stores[writer], .sample(UInt64(writer * 100 + round + 1))) }
        }
      }
      group.addTask {
        var last = 0
        for _ in 0..<100 {
          let count = try stores[4].snapshot().keys.count
          #expect(count >= last)
          last = count
        }
      }
      try await group.waitForAll()
    }
    #expect(try stores[0].snapshot().keys.count == 40)
    #expect(scratch.entries == kind.entries)
    try stores[0].checkIntegrity()
  }

  @Test("a lock that is held is waited for, then reported", arguments: Kind.allCases)
  func lockTimeout(kind: Kind) throws {
    let store = scratch.store(kind, lockTimeout: 0.2)
    try store.create(.sample(1))
    let revision = try store.snapshot().revision
    let plan = ApprovedPlan.explicit(revision: revision, changes: [.create(.sample(2))])
    let before = scratch.contents(kind)
    try kind.holdingLock(scratch) {
      #expect(throws: StoreError.locked(path: store.location, seconds: 0.2)) { try store.apply(plan, now: .second) }
    }
    #expect(scratch.contents(kind) == before)
    _ = try store.apply(plan, now: .second)
    #expect(try store.snapshot().keys.count == 2)
    #expect(scratch.entries == kind.entries)
  }

  @Test("another program's writes right after ours are not taken for a failed one of ours")
  func foreignWriter() async throws {
    let store = scratch.store(.sqlite, lockTimeout: 60)
    try store.create(.sample(1))
    let path = scratch["keys"]
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for seed in 2...60 { try Self.insist(store, .sample(UInt64(seed))) } }
      group.addTask {
        let shell = try SQLiteShell(path)
        try shell.run("PRAGMA busy_timeout = 60000")
        for number in 1001...1300 {
          try shell.run(
            """
            INSERT INTO keys VALUES ('\(TestKeys.filling("«sk_test:\(number)»"))', 'z\(number)', 'secret', 0, '', NULL,
              '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '[]')
            """)
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.snapshot().keys.count == 360)
  }

  @Test("a receipt has the revision that the store is then found at", arguments: Kind.allCases)
  func receipt(kind: Kind) throws {
    let store = scratch.store(kind)
    for seed in 1...3 {
      #expect(try store.create(.sample(UInt64(seed))).revision == store.snapshot().revision)
    }
    let key = try #require(try store.snapshot().keys.first)
    #expect(try store.write([.remove(key)], keepsBackup: true).revision == store.snapshot().revision)
  }

  @Test("a killed writer's lock and temporary file are taken over and removed")
  func leftovers() throws {
    scratch.write(".keys.lock", "")
    scratch.write(".keys.new", "half a docu")
    try scratch.store(.json).create(.sample(1))
    #expect(scratch.entries == ["keys"])
    scratch.write(".keys.lock", "")
    scratch.write(".keys.new", "half a docu")
    let snapshot = try scratch.store(.json).snapshot()
    _ = try scratch.store(.json).apply(.explicit(revision: snapshot.revision, changes: []), now: .second)
    #expect(scratch.entries == ["keys"])
  }
}

extension Kind {
  /// Runs `body` while another writer holds the store.
  func holdingLock(_ scratch: Scratch, _ body: () throws -> Void) throws {
    switch self {
    case .json:
      let place = try StorePlace(scratch["keys"])
      var failure: (any Error)?
      try StoreLock.withLock(place, timeout: 1) { () throws(StoreError) in
        do { try body() } catch { failure = error }
      }
      if let failure { throw failure }
    case .sqlite, .djStripe24, .djStripe211:
      let shell = try SQLiteShell(scratch["keys"])
      try shell.run("BEGIN IMMEDIATE")
      try body()
      try shell.run("ROLLBACK")
    case .postgresql, .djStripe24PostgreSQL, .djStripe211PostgreSQL:
      let other = try scratch.connection()
      try other.beginWriting(lockTimeout: 1)
      try body()
    }
  }
}
