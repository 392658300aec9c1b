import Foundation
import KeyFacts
import KeyPlanning
import KeySecrets
import Synchronization
import TestSupport
import Testing

@testable import KeyStores

@Suite("PostgreSQL store", .enabled(if: PostgreSQLServer.isUsable, Comment(rawValue: PostgreSQLServer.missing)))
struct PostgreSQLTests {
  let scratch = Scratch()

  /// Carries out a plan of `changes` in a thread of its own, while `body` runs.
  private func applying(
    _ changes: [Change], to store: PostgreSQLStore, keepsBackup: Bool = false, while body: () throws -> Void
  ) throws -> Result<Receipt, StoreError> {
    let plan = ApprovedPlan.explicit(
      revision: try store.snapshot().revision, changes: changes, keepsBackup: keepsBackup)
    let result = Mutex<Result<Receipt, StoreError>?>(nil)
    let thread = Thread {
      let outcome = Result { () throws(StoreError) in try store.apply(plan, now: .second) }
      result.withLock { $0 = outcome }
    }
    thread.start()
    try body()
    while true {
      if let outcome = result.withLock({ $0 }) { return outcome }
      usleep(5000)
    }
  }

  /// Waits until another connection of keyferry's waits for a lock.
  private func untilSomeoneWaits() throws {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    let watcher = try scratch.connection()
    for _ in 0..<3000 {
      if try watcher.run(sql).text() != "0" { return }
      usleep(10_000)
    }
    Issue.record("nobody waits for a lock")
  }

  @Test("a connection that goes away in the middle leaves the old state, and is told")
  func lost() throws {
    let store = scratch.postgreSQL(lockTimeout: 60)
    try store.create(.sample(1))
    let before = scratch.contents(.postgresql)
    let other = try scratch.connection()
    try other.run("BEGIN")
    try other.run("LOCK TABLE keyferry_keys IN ROW EXCLUSIVE MODE")
    let result = try applying([.create(.sample(2))], to: store) {
      try untilSomeoneWaits()
      try scratch.database.psql(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
        """)
    }
    #expect(result == .failure(.connectionLost(path: store.location)))
    try other.run("ROLLBACK")
    #expect(scratch.contents(.postgresql) == before)
  }

  @Test("a deadlock is lived through")
  func deadlock() throws {
    let store = scratch.postgreSQL(lockTimeout: 60)
    try store.create(.sample(1))
    let other = try scratch.connection()
    // The one that looks for deadlocks first is the one that gives up.
    try other.run("SET deadlock_timeout = '60s'")
    try other.run("BEGIN")
    try other.run("LOCK TABLE keyferry_keys IN ROW EXCLUSIVE MODE")
    let result = try applying([.create(.sample(2))], to: store) {
      try untilSomeoneWaits()
      try other.run("SELECT pg_advisory_xact_lock($1)", [String(0x6B66_7279)])
      try other.run("COMMIT")
    }
    #expect(throws: Never.self) { try result.get() }
    #expect(try store.snapshot().keys.count == 2)
  }

  @Test("deadlocks and serialization failures alone are worth another try")
  func passing() {
    #expect(PostgreSQLFailure(state: "40001").isPassing)
    #expect(PostgreSQLFailure(state: "40P01").isPassing)
    #expect(!PostgreSQLFailure(state: "40002").isPassing)
    #expect(PostgreSQLFailure(state: "57P01") == .lost)
    #expect(PostgreSQLFailure(state: "08006") == .lost)
  }

  @Test("a table that others hold is waited for, then reported")
  func tableHeld() throws {
    let store = scratch.postgreSQL(lockTimeout: 0.2)
    try store.create(.sample(1))
    let other = try scratch.connection()
    try other.run("BEGIN")
    try other.run("LOCK TABLE keyferry_keys IN ACCESS EXCLUSIVE MODE")
    #expect(throws: StoreError.locked(path: store.location, seconds: 0.2)) { try store.snapshot() }
    let plan = ApprovedPlan.explicit(revision: "x", changes: [.create(.sample(2))])
    #expect(throws: StoreError.locked(path: store.location, seconds: 0.2)) { try store.apply(plan, now: .second) }
  }

  @Test(
    "what another program writes makes a plan stale",
    arguments: [
      "UPDATE keyferry_keys SET name = 'x'", "DELETE FROM keyferry_keys WHERE id = (SELECT max(id) FROM keyferry_keys)",
      "INSERT INTO keyferry_keys SELECT 'k', 'i', type, livemode, name, account, created, updated, occurrences FROM keyferry_keys LIMIT 1",
      "UPDATE keyferry_keys SET name = name WHERE id = (SELECT max(id) FROM keyferry_keys)",
    ])
  func foreignWrites(sql: String) throws {
    let store = scratch.postgreSQL()
    try store.create(.sample(1), .sample(2))
    let revision = try store.snapshot().revision
    try scratch.database.psql(sql)
    #expect(try store.snapshot().revision != revision)
    #expect(throws: StoreError.stale(path: store.location)) {
      try store.apply(.explicit(revision: revision, changes: [.create(.sample(3))]), now: .second)
    }
  }

  @Test("rows in any order are read in the order of the secrets")
  func order() throws {
    let store = scratch.postgreSQL()
    for seed in [5, 1, 4, 2, 3] { try store.create(.sample(UInt64(seed))) }
    let secrets = try store.snapshot().keys.map(\.secret)
    #expect(secrets == secrets.sorted())
    #expect(secrets.count == 5)
  }

  @Test("what was removed is kept in a JSON key database of its own")
  func backup() throws {
    let store = scratch.postgreSQL()
    try store.create(.sample(1), .sample(2))
    let before = try store.snapshot().keys
    let receipt = try store.write([.remove(before[0])], at: .first, keepsBackup: true)
    #expect(receipt.backup == Backup(path: scratch["keyferry-backup-20261123T070000Z.json"], isOfKeysAlone: true))
    #expect(scratch.entries == ["keyferry-backup-20261123T070000Z.json"])
    #expect(scratch.mode(scratch.entries[0]) == 0o600)
    let kept = try scratch.store(.json, scratch.entries[0]).snapshot().keys
    #expect(kept.elementsEqual(before) { $0.isSame(as: $1) })
    let second = try store.write([.remove(before[1])], at: .first, keepsBackup: true)
    #expect(second.backup?.path == scratch["keyferry-backup-20261123T070000Z-2.json"])
  }

  @Test("a write that fails leaves no backup")
  func noBackup() throws {
    let store = scratch.postgreSQL()
    try store.create(.sample(1), .sample(2))
    let keys = try store.snapshot().keys
    let other = try scratch.connection()
    try other.run("BEGIN")
    try other.run("LOCK TABLE keyferry_store IN ROW EXCLUSIVE MODE")
    let result = try applying(
      [.remove(keys[0])], to: scratch.postgreSQL(lockTimeout: 0.1), keepsBackup: true
    ) {
      usleep(300_000)
    }
    #expect(result == .failure(.locked(path: store.location, seconds: 0.1)))
    #expect(scratch.entries == [])
  }

  @Test(
    "tables that are not as keyferry made them are left alone",
    arguments: [
      "ALTER TABLE keyferry_keys ADD extra text", "ALTER TABLE keyferry_keys DROP account",
      "ALTER TABLE keyferry_keys DROP CONSTRAINT keyferry_keys_pkey", "DELETE FROM keyferry_store",
      "CREATE RULE r AS ON INSERT TO keyferry_keys DO ALSO NOTHING", "UPDATE keyferry_store SET version = -1",
      "ALTER TABLE keyferry_keys ALTER secret TYPE text COLLATE \"default\"",
    ])
  func otherShape(sql: String) throws {
    let store = scratch.postgreSQL()
    try store.create(.sample(1))
    try scratch.database.psql(sql)
    do {
      _ = try store.snapshot()
      Issue.record("a table of another shape was read")
    } catch {
      guard case StoreError.corrupt = error else { throw error }
    }
  }

  @Test("tables of a later version are left alone")
  func newer() throws {
    let store = scratch.postgreSQL()
    try store.create(.sample(1))
    try scratch.database.psql("UPDATE keyferry_store SET version = 99")
    #expect(throws: StoreError.newerVersion(path: store.location, version: 99, supported: 1)) { try store.snapshot() }
  }

  @Test("one of the two tables alone is not taken for a new store")
  func half() throws {
    let store = scratch.postgreSQL()
    try store.create(.sample(1))
    try scratch.database.psql("DROP TABLE keyferry_store")
    #expect(throws: StoreError.self) { try store.snapshot() }
  }

  @Test(
    "a damaged row is reported",
    arguments: [
      "UPDATE keyferry_keys SET occurrences = '[{'", "UPDATE keyferry_keys SET created = 'infinity'",
      "UPDATE keyferry_keys SET updated = '-infinity'", #"UPDATE keyferry_keys SET secret = '\xz'"#,
      "UPDATE keyferry_keys SET id = ''", #"UPDATE keyferry_keys SET name = '\xff'"#,
    ])
  func damagedRow(sql: String) throws {
    let store = scratch.postgreSQL()
    try store.create(.sample(1))
    try scratch.database.psql(sql)
    do {
      _ = try store.snapshot()
      Issue.record("a damaged row was read")
    } catch {
      guard case StoreError.corrupt = error else { throw error }
    }
  }

  @Test("a schema that search_path names has a store of its own")
  func schemas() throws {
    try scratch.postgreSQL().create(.sample(1))
    try scratch.database.psql("CREATE SCHEMA other; ALTER DATABASE \(scratch.database.name) SET search_path = other")
    let store = scratch.postgreSQL()
    #expect(try !store.snapshot().exists)
    try store.create(.sample(2), .sample(3))
    #expect(try scratch.database.psql("SELECT count(*) FROM other.keyferry_keys") == "2")
    #expect(try scratch.database.psql("SELECT count(*) FROM public.keyferry_keys") == "1")
  }

  @Test("a database in another encoding takes keys, and names that it can't hold are refused whole")
  func encoding() throws {
    let name = scratch.database.name
    try scratch.database.server.psql("DROP DATABASE \(name)")
    try scratch.database.server.psql("CREATE DATABASE \(name) ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    let store = scratch.postgreSQL()
    try store.create(.sample(1, name: "clé"))
    #expect(try store.snapshot().keys[0].name == "clé")
    #expect(throws: StoreError.postgresql(path: store.location, state: "22P05")) {
      try store.create(.sample(2, name: "ключ"))
    }
    #expect(try store.snapshot().keys.count == 1)
  }
}
