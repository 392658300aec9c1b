import Glibc
import KeyPlanning
import TestSupport
import Testing

@testable import KeyStores

@Suite("Files that are not ours") struct ForeignFileTests {
  let scratch = Scratch()

  /// Looks, checks and writes: each must fail with what `matches` accepts, and leave the directory as it is.
  private func expectLeftAlone(_ kind: Kind, _ comment: Comment, _ matches: (StoreError) -> Bool) {
    let before = (scratch.bytes(), scratch.entries, scratch.status().st_mtim.tv_nsec)
    let store = scratch.store(kind, lockTimeout: 0.1)
    let attempts: [() throws -> Void] = [
      { _ = try store.snapshot() }, { try store.checkIntegrity() },
      { _ = try store.apply(.explicit(revision: "absent", changes: [.create(.sample(1))]), now: .first) },
    ]
    for attempt in attempts {
      let result = Result { try attempt() }
      guard case .failure(let error as StoreError) = result, matches(error) else {
        Issue.record("\(comment): \(result)")
        continue
      }
    }
    #expect(scratch.bytes() == before.0, comment)
    #expect(scratch.entries == before.1, comment)
    #expect(scratch.status().st_mtim.tv_nsec == before.2, comment)
  }

  private static func isForeign(_ error: StoreError) -> Bool { if case .notKeyDatabase = error { true } else { false } }
  private static func isCorrupt(_ error: StoreError) -> Bool { if case .corrupt = error { true } else { false } }

  @Test(
    "texts that are no key document",
    arguments: [
      "", "\n", "not JSON", "[]", "{}", "{\"format\":\"other\",\"version\":1,\"keys\":[]}", "null", "\u{FEFF}{}",
      "{\"a\":1", "SQLite format 3\u{0}", "{\"format\":1}",
    ])
  func foreignJSON(text: String) {
    scratch.write("keys", text)
    expectLeftAlone(.json, "\(text)", Self.isForeign)
  }

  @Test(
    "documents that are broken",
    arguments: [
      "{\"format\":\"keyferry-keys\",\"version\":1,\"keys\":[", "{\"format\":\"keyferry-keys\",\"version\":1}",
      "{\"format\":\"keyferry-keys\",\"version\":1,\"keys\":[]} x",
      "{\"format\":\"keyferry-keys\",\"version\":1,\"keys\":[],\"keys\":[]}",
      "{\"format\":\"keyferry-keys\",\"version\":1,\"keys\":[],\"more\":1}",
      "{\"format\":\"keyferry-keys\",\"version\":0,\"keys\":[]}",
      "{\"format\":\"keyferry-keys\",\"version\":1.5,\"keys\":[]}",
      "{\"format\":\"keyferry-keys\",\"version\":1,\"keys\":[{}]}",
      "{\"format\":\"keyferry-keys\",\"version\":1,\"keys\":[1]}",
      "{\"format\":\"keyferry-keys\",\"version\":1,\"keys\":{}}",
      "{\"format\":\"keyferry-keys\",\"version\":1,\"keys\":[]}\u{0}",
    ])
  func brokenJSON(text: String) {
    scratch.write("keys", text)
    expectLeftAlone(.json, "\(text)", Self.isCorrupt)
  }

  @Test(
    "keys that a document spoils",
    arguments: [
      ("\"livemode\": false", "\"livemode\": 0"), ("\"type\": \"secret\"", "\"type\": \"sacred\""),
      ("\"name\"", "\"nom\""), ("\"created\": \"2026", "\"created\": \"x026"),
      ("\"livemode\": false,", "\"livemode\": false, \"livemode\": false,"),
      ("\"livemode\": false,", "\"livemode\": false, \"\\u006civemode\": false,"),
      ("\"line\": 1", "\"line\": 1.5"), ("\"line\": 1", "\"line\": \"1\""), ("\"source\"", "\"origin\""),
      ("\"name\": \"", "\"name\": \"\\ud800"), ("\"name\": \"", "\"name\": \"\u{1}"),
      ("\"id\": \"", "\"id\": \"\", \"x\": \""),
    ])
  func spoiledKeys(text: String, spoiled: String) throws {
    try scratch.store(.json).create(.sample(1))
    scratch.write("keys", scratch.text().replacing(text, with: spoiled))
    expectLeftAlone(.json, "\(spoiled)", Self.isCorrupt)
  }

  @Test("a truncated document is never taken for a shorter one")
  func truncated() throws {
    try scratch.store(.json).create(.sample(1), .sample(2))
    let whole = scratch.bytes()
    for length in 0..<whole.count - 2 {
      scratch.write("keys", Array(whole[..<length]))
      #expect(throws: StoreError.self) { try scratch.store(.json).snapshot() }
    }
  }

  @Test("two keys with one secret, or with one id")
  func duplicates() throws {
    let store = scratch.store(.json)
    try store.create(.sample(1), .sample(2))
    let keys = try store.snapshot().keys
    scratch.write("keys", JSONDocument.encode([keys[0], keys[0].updated(to: .sample(1), now: .second)]))
    expectLeftAlone(.json, "one secret", Self.isCorrupt)
    scratch.write("keys", scratch.text().replacing(keys[1].id, with: keys[0].id))
    expectLeftAlone(.json, "one id", Self.isCorrupt)
  }

  @Test("a document in any order of its fields is read, and whole seconds too")
  func foreignOrder() throws {
    let secret = TestKeys.text(seed: 7)
    scratch.write(
      "keys",
      """
      {"keys":[{"updated":"2026-11-23T07:00:00Z","secret":"\(secret)","type":"secret","livemode":false,"name":"N",
      "occurrences":[{"setting":"N","line":null,"source":"x"}],"id":"a","created":"2026-11-23T07:00:00.5Z"}],
      "version":1,"format":"keyferry-keys"}
      """)
    let key = try #require(try scratch.store(.json).snapshot().keys.first)
    #expect(key.secret == TestKeys.secret(seed: 7))
    #expect(key.created.microseconds - key.updated.microseconds == 500_000)
    #expect(key.account == nil)
  }

  @Test("versions to come")
  func newer() throws {
    scratch.write("keys", "{\"format\":\"keyferry-keys\",\"version\":3,\"keys\":{\"new\":[]},\"more\":0}")
    expectLeftAlone(.json, "newer") { $0 == .newerVersion(path: scratch["keys"], version: 3, supported: 2) }
    try remake { try $0.run("PRAGMA user_version = 2") }
    expectLeftAlone(.sqlite, "newer") { $0 == .newerVersion(path: scratch["keys"], version: 2, supported: 1) }
  }

  @Test("other programs' databases", arguments: ["auth_user", "djstripe_apikey"], ["DELETE", "WAL"])
  func foreignDatabase(table: String, journal: String) throws {
    do {
      let shell = try SQLiteShell(scratch["keys"])
      try shell.run("PRAGMA journal_mode = \(journal); CREATE TABLE \(table) (id INTEGER)")
    }
    expectLeftAlone(.sqlite, "\(table)") { error in
      guard case .notKeyDatabase(_, let why) = error else { return false }
      return why.contains("dj-stripe") == (table == "djstripe_apikey")
    }
  }

  @Test("files that are no database")
  func notDatabase() {
    for bytes in [Array("text".utf8), [UInt8](repeating: 0, count: 5000), [UInt8](repeating: 0xFF, count: 5000)] {
      scratch.write("keys", bytes)
      expectLeftAlone(.sqlite, "\(bytes.count)", Self.isForeign)
    }
  }

  @Test("an empty file is a first run's, and is filled")
  func emptyFile() throws {
    scratch.write("keys", "")
    let store = scratch.store(.sqlite)
    #expect(try !store.snapshot().exists)
    try store.create(.sample(1))
    #expect(try store.snapshot().keys.count == 1)
  }

  @Test(
    "tables that are not as we made them",
    arguments: [
      "DROP TABLE store", "DELETE FROM store", "ALTER TABLE keys ADD COLUMN x TEXT", "DROP TABLE keys",
      "CREATE TRIGGER t AFTER INSERT ON keys BEGIN DELETE FROM keys; END", "UPDATE keys SET created = 'x'",
      "UPDATE keys SET occurrences = '[{}]'", "UPDATE keys SET name = CAST(x'ff' AS TEXT)", "PRAGMA user_version = -1",
    ])
  func tampered(sql: String) throws {
    try remake { try $0.run(sql) }
    let store = scratch.store(.sqlite)
    #expect(throws: StoreError.self) { try store.snapshot() }
    #expect(throws: StoreError.self) { try store.checkIntegrity() }
  }

  @Test("damaged pages are found by the check, and never crash a look")
  func damaged() throws {
    try remake { _ in }
    let whole = scratch.bytes()
    var found = 0
    for offset in stride(from: 100, to: whole.count, by: 197) {
      var bytes = whole
      for index in offset..<min(offset + 40, whole.count) { bytes[index] = ~bytes[index] }
      scratch.write("keys", bytes)
      let store = scratch.store(.sqlite)
      _ = try? store.snapshot()
      if (try? store.checkIntegrity()) == nil { found += 1 }
      #expect(scratch.bytes() == bytes)
    }
    #expect(found > 3)
  }

  @Test("another program's write changes the revision")
  func externalWrite() throws {
    let store = scratch.store(.sqlite)
    try store.create(.sample(1))
    let revision = try store.snapshot().revision
    try SQLiteShell(scratch["keys"]).run("UPDATE keys SET name = 'by hand'")
    #expect(try store.snapshot().revision != revision)
    #expect(throws: StoreError.stale(path: scratch["keys"])) {
      try store.apply(.explicit(revision: revision, changes: [.create(.sample(2))]), now: .second)
    }
    #expect(try store.snapshot().keys[0].name == "by hand")
  }

  @Test("a file of ours that was put in WAL mode is read, and brought back by a write")
  func writeAheadLog() throws {
    let store = scratch.store(.sqlite)
    try store.create(.sample(1))
    try SQLiteShell(scratch["keys"]).run("PRAGMA journal_mode = WAL; UPDATE keys SET name = 'x'")
    #expect(try store.snapshot().keys.count == 1)
    try store.create(.sample(2))
    #expect(scratch.entries == ["keys"])
    #expect(try SQLiteShell(scratch["keys"]).text("PRAGMA journal_mode") == "delete")
  }

  private func remake(_ body: (SQLiteShell) throws -> Void) throws {
    unlink(scratch["keys"])
    try scratch.store(.sqlite).create(.sample(1), .sample(2), .sample(3))
    try body(try SQLiteShell(scratch["keys"]))
  }
}
