import Glibc
import KeyFacts
import KeyPlanning
import TestSupport
import Testing

@testable import KeyStores

@Suite("Tables that are damaged or foreign in part") struct DamagedTableTests {
  let scratch = Scratch()

  /// Puts the secret of one row, counted in their order, into another's place, or lets the two change places.
  private func spoil(_ secrets: [String], _ from: Int, _ to: Int, isSwap: Bool) {
    var bytes = scratch.bytes()
    let (a, b) = (Array(secrets[from].utf8), Array(secrets[to].utf8))
    let places = (bytes.offsets(of: a), bytes.offsets(of: b))
    for offset in places.1 { bytes.replaceSubrange(offset..<offset + b.count, with: a) }
    if isSwap { for offset in places.0 { bytes.replaceSubrange(offset..<offset + a.count, with: b) } }
    scratch.write("keys", bytes)
  }

  private func expectDamaged(_ comment: Comment) {
    let store = scratch.store(.sqlite)
    for attempt in [{ _ = try store.snapshot() }, { try store.checkIntegrity() }] as [() throws -> Void] {
      let result = Result { try attempt() }
      guard case .failure(StoreError.corrupt) = result else {
        Issue.record("\(comment): \(result)")
        continue
      }
    }
  }

  @Test("secrets out of their order, or twice", arguments: [(0, 1), (1, 0), (1, 2), (0, 2)], [true, false])
  func disorder(rows: (Int, Int), isSwap: Bool) throws {
    try scratch.store(.sqlite).create(.sample(1), .sample(2), .sample(3))
    spoil([1, 2, 3].map { TestKeys.text(seed: $0) }.sorted(), rows.0, rows.1, isSwap: isSwap)
    expectDamaged("\(rows)")
  }

  @Test("rows that lie far apart in memory are compared too", arguments: [true, false])
  func blocks(isSwap: Bool) throws {
    let seeds = (1...2600).map { UInt64($0) }
    try scratch.store(.sqlite).write(seeds.map { .create(.sample($0)) })
    let secrets = seeds.map { TestKeys.text(seed: $0) }.sorted()
    // The first block of 256 KiB has room for so many.
    let last = (1 << 18) / secrets[0].utf8.count - 1
    spoil(secrets, last, last + 1, isSwap: isSwap)
    expectDamaged("\(last)")
  }

  @Test("an empty database for text in UTF-16 is not filled", arguments: ["UTF-16le", "UTF-16be"])
  func encoding(name: String) throws {
    try SQLiteShell(scratch["keys"]).run("PRAGMA encoding = '\(name)'; CREATE TABLE t (x); DROP TABLE t")
    let before = scratch.bytes()
    let store = scratch.store(.sqlite)
    let expected = StoreError.notKeyDatabase(path: scratch["keys"], why: SQLiteHeader.otherEncoding)
    #expect(throws: expected) { try store.snapshot() }
    #expect(throws: expected) {
      try store.apply(.explicit(revision: StoreRevision.absent, changes: [.create(.sample(1))]), now: .first)
    }
    #expect(scratch.bytes() == before)
  }

  @Test("an empty database for text in UTF-8 is filled")
  func emptyDatabase() throws {
    try SQLiteShell(scratch["keys"]).run("CREATE TABLE t (x); DROP TABLE t")
    try scratch.store(.sqlite).create(.sample(1))
    #expect(try scratch.store(.sqlite).snapshot().keys.count == 1)
  }

  @Test("a file that claims terabytes is read as what it holds")
  func sparse() throws {
    try scratch.store(.sqlite).create(.sample(1))
    try #require(truncate(scratch["keys"], 10 << 40) == 0)
    let store = scratch.store(.sqlite)
    let keys = try store.snapshot().keys
    #expect(keys.count == 1)
    try store.checkIntegrity()
    let backup = try store.write([.remove(keys[0])], keepsBackup: true).backup
    #expect(try #require(backup).path.hasPrefix(scratch["keys.backup-"]))
    let copies = scratch.entries.filter { $0 != "keys" }
    #expect(copies.map { scratch.status($0).st_size < 1 << 20 } == [true])
    #expect(try scratch.store(.sqlite, copies[0]).snapshot().keys.count == 1)
    #expect(try store.snapshot().keys.isEmpty)
  }

  @Test("a constraint that another program made is no sign of a rival")
  func constraint() throws {
    let store = scratch.store(.sqlite)
    try store.create(.sample(1))
    try SQLiteShell(scratch["keys"]).run("CREATE UNIQUE INDEX theirs ON keys (name)")
    let before = scratch.bytes()
    let why = "a constraint that keyferry did not make refuses a row"
    #expect(throws: StoreError.corrupt(path: scratch["keys"], why: why)) { try store.create(.sample(2)) }
    #expect(scratch.bytes() == before)
  }

  @Test("nothing of a removed key stays in the file once nothing is kept to undo its removal")
  func removed() throws {
    let store = scratch.store(.sqlite)
    try store.create(.sample(1), .sample(2))
    let keys = try store.snapshot().keys
    try store.write([.remove(keys[0])])
    try store.apply(.forgetting(revision: try store.snapshot().revision), now: .second)
    #expect(!scratch.bytes().contains(keys[0].secret))
    #expect(scratch.bytes().contains(keys[1].secret))
  }
}

extension [UInt8] {
  /// Where `part` begins.
  fileprivate func offsets(of part: [UInt8]) -> [Int] {
    withUnsafeBufferPointer { all in
      guard let base = all.baseAddress, part.count > 0 else { return [] }
      var found: [Int] = []
      var start = 0
      while start + part.count <= all.count,
        let hit = memchr(base + start, Int32(part[0]), all.count - part.count + 1 - start)
      {
        let offset = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
        if memcmp(hit, part, part.count) == 0 { found.append(offset) }
        start = offset + 1
      }
      return found
    }
  }
}
