import Glibc
import KeyPlanning
import TestSupport
import Testing

@testable import KeyStores

@Suite("A signal during a write") struct InterruptionTests {
  let scratch = Scratch()

  /// Runs `body` with SIGTERM waiting on this thread.
  private func interrupted(_ body: () throws -> Void) rethrows {
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

  @Test("leaves the store as it was, and nothing beside it", arguments: Kind.allCases)
  func rollsBack(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    let before = scratch.contents(kind)
    let revision = try store.snapshot().revision
    interrupted {
      #expect(throws: StoreError.interrupted(path: store.location)) { try store.create(.sample(2)) }
      #expect(throws: StoreError.interrupted(path: store.location)) {
        try store.write([.remove(try #require(try store.snapshot().keys.first))], keepsBackup: true)
      }
      #expect(HeldSignals.isPending)
    }
    #expect(scratch.contents(kind) == before)
    #expect(scratch.entries == kind.entries)
    #expect(try store.snapshot().revision == revision)
    try store.create(.sample(2))
  }

  @Test("ends the wait for another process's lock", arguments: Kind.allCases)
  func wait(kind: Kind) throws {
    let store = scratch.store(kind, lockTimeout: 60)
    try store.create(.sample(1))
    try kind.holdingLock(scratch) {
      interrupted {
        #expect(throws: StoreError.interrupted(path: store.location)) { try store.create(.sample(2)) }
      }
    }
    #expect(scratch.entries == kind.entries)
  }

  @Test("that comes when all is written is forgotten: the write is told as done")
  func late() throws {
    try interrupted {
      try HeldSignals.duringWrite { () throws(StoreError) in }
      #expect(!HeldSignals.isPending)
    }
  }

  @Test("and another failure: the failure is told")
  func failure() {
    interrupted {
      #expect(throws: StoreError.stale(path: "k")) {
        try HeldSignals.duringWrite { () throws(StoreError) in throw .stale(path: "k") }
      }
      #expect(!HeldSignals.isPending)
    }
  }
}
