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
    #expect(scratch.entries == ["keys"])
    try stores[0].checkIntegrity()
  }

  @Test("a lock that is held is waited for, then reported", arguments: Kind.allCases)
  func lockTimeout(kind: Kind) throws {
    let store = scratch.store(kind, lockTimeout: 0.2)
    try store.create(.sample(1))
    let revision = try store.snapshot().revision
    let plan = ApprovedPlan.explicit(revision: revision, changes: [.create(.sample(2))])
    let before = scratch.bytes()
    try kind.holdingLock(scratch["keys"]) {
      #expect(throws: StoreError.locked(path: scratch["keys"], seconds: 0.2)) { try store.apply(plan, now: .second) }
    }
    #expect(scratch.bytes() == before)
    _ = try store.apply(plan, now: .second)
    #expect(try store.snapshot().keys.count == 2)
    #expect(scratch.entries == ["keys"])
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
  /// Runs `body` while another writer holds the store at `path`.
  func holdingLock(_ path: String, _ body: () throws -> Void) throws {
    switch self {
    case .json:
      let place = try StorePlace(path)
      var failure: (any Error)?
      try StoreLock.withLock(place, timeout: 1) { () throws(StoreError) in
        do { try body() } catch { failure = error }
      }
      if let failure { throw failure }
    case .sqlite, .djStripe24, .djStripe211:
      let shell = try SQLiteShell(path)
      try shell.run("BEGIN IMMEDIATE")
      try body()
      try shell.run("ROLLBACK")
    }
  }
}
