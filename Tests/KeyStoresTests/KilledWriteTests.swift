import Glibc
import KeyFacts
import KeyPlanning
import Testing

@testable import KeyStores

/// What a process that was killed in the middle of a write leaves: pages of both states, and a journal to go back by.
@Suite("A killed write") struct KilledWriteTests {
  let scratch = Scratch()

  /// A copy, by the name of `left`, of the database and its journal in the middle of a write that has reached the file.
  private func kill(_ kind: Kind) throws -> any KeyStore {
    try scratch.store(kind).create(.sample(1), .sample(2))
    let shell = try SQLiteShell(scratch["keys"])
    try shell.run(
      """
      PRAGMA cache_size = 1;
      BEGIN IMMEDIATE;
      CREATE TABLE bulk (text TEXT);
      WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO bulk SELECT hex(randomblob(200)) FROM n;
      """)
    for suffix in ["", "-journal"] { scratch.write("left" + suffix, scratch.bytes("keys" + suffix)) }
    #expect(scratch.bytes("left-journal").count > 512)
    return kind == .sqlite
      ? scratch.store(kind, "left") : SQLiteEitherStore(path: scratch["left"], lockTimeout: 1, layout: nil)
  }

  @Test("is undone by whoever reads first", arguments: [Kind.sqlite, .djStripe24, .djStripe211])
  func read(kind: Kind) throws {
    let store = try kill(kind)
    #expect(try store.snapshot().keys.count == 2)
    #expect(!scratch.entries.contains("left-journal"))
  }

  @Test("is undone by whoever asks for its history", arguments: [Kind.sqlite, .djStripe24, .djStripe211])
  func history(kind: Kind) throws {
    #expect(try kill(kind).history().entries.count == 1)
  }

  @Test("is undone by whoever writes next", arguments: [Kind.sqlite, .djStripe24, .djStripe211])
  func write(kind: Kind) throws {
    let store = try kill(kind)
    try store.create(.sample(3), at: .second)
    #expect(try store.snapshot().keys.count == 3)
  }
}

@Suite("Two writes") struct TwoWritesTests {
  let scratch = Scratch()

  @Test(
    "leave the tables where they are, for whoever reads one after the other",
    arguments: [Kind.sqlite, .djStripe24, .djStripe211])
  func schema(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3))
    try store.write([.remove(try #require(try store.snapshot().keys.first))], at: .second)
    let shell = try SQLiteShell(scratch["keys"])
    let before = try shell.text("PRAGMA schema_version")
    let keys = try store.snapshot().keys
    try store.write([.remove(try #require(keys.first))], at: .third)
    #expect(try shell.text("PRAGMA schema_version") == before)
    try store.undo()
    #expect(try store.snapshot().keys.elementsEqual(keys) { $0.isSame(as: $1) })
  }

  @Test("keep the rows of today's columns, when the keys' table got more between them", arguments: [Kind.djStripe24])
  func migrated(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2), .sample(3))
    try store.write([.remove(try #require(try store.snapshot().keys.first))], at: .second)
    let shell = try SQLiteShell(scratch["keys"])
    try shell.run("ALTER TABLE djstripe_apikey ADD COLUMN note TEXT; UPDATE djstripe_apikey SET note = 'mine'")
    try store.write([.remove(try #require(try store.snapshot().keys.first))], at: .third)
    try store.undo()
    #expect(try shell.text("SELECT count(*) FROM djstripe_apikey WHERE note = 'mine'") == "2")
  }
}
