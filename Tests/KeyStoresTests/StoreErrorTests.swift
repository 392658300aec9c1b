import Glibc
import TestSupport
import Testing

@testable import KeyStores

@Suite("Words of store errors") struct StoreErrorTests {
  private static let unsettled = "cannot read k.db: its journal or WAL has to be looked into, which takes the right to"

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
    "a reader who would have to write is told so in words, and not in SQLite's",
    arguments: [
      (8, "cannot write to k.db: Permission denied"), (1544, "cannot make a journal beside k.db: Permission denied"),
      (264, unsettled), (520, unsettled), (776, unsettled), (1288, unsettled),
    ] as [(Int32, String)])
  func readOnly(code: Int32, words: String) throws {
    let scratch = Scratch()
    let file = SQLiteFile(place: try StorePlace(scratch["k.db"]), lockTimeout: 0)
    #expect {
      try file.translated { throw SQLiteFailure(code: code) }
    } throws: { error in
      let message = (error as? StoreError)?.message.replacing(scratch.path + "/", with: "")
      return message?.hasPrefix(words) ?? false
    }
  }

  @Test("the system's number is kept where it is the cause: COMMIT leaves none with SQLite")
  func cause() {
    func number(_ code: Int32, after errno: Int32) -> Int32 {
      Glibc.errno = errno
      return SQLiteFailure(code, on: nil).errno
    }
    #expect(number(1034, after: EIO) == EIO)
    #expect(number(11, after: EIO) == EIO)
    #expect(number(11, after: ENOSPC) == 0)
    #expect(number(1034, after: ENOENT) == 0)
    #expect(number(19, after: EIO) == 0)
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
