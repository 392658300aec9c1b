import Glibc
import TestSupport
import Testing

@testable import KeyStores

@Suite("Words of store errors") struct StoreErrorTests {
  @Test("SQLite's code and the system's number are told in words")
  func sqlite() {
    #expect(
      StoreError.sqlite(path: "k.db", code: 778, errno: EFBIG).message
        == "cannot use k.db: SQLite says \"disk I/O error\" (code 778): File too large")
    #expect(
      StoreError.sqlite(path: "k.db", code: 14, errno: 0).message
        == "cannot use k.db: SQLite says \"unable to open database file\" (code 14)")
  }

  @Test(
    "seconds are told without a needless fraction",
    arguments: [(0, "0 s"), (1, "1 s"), (0.25, "0.25 s"), (86_400, "86400 s")])
  func seconds(count: Double, expected: String) {
    #expect(
      StoreError.locked(path: "k.db", seconds: count).message
        == "k.db is locked by another process, for \(expected) and more; --lock-timeout waits longer")
  }
}
