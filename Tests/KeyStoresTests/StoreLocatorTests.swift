import KeyPlanning
import Testing

@testable import KeyStores

@Suite("Store locator") struct StoreLocatorTests {
  @Test(
    "tells the kind by the ending or the prefix",
    arguments: [
      ("keys.json", StoreLocator.json(path: "keys.json")), ("/a b/k.sqlite", .sqlite(path: "/a b/k.sqlite")),
      ("k.sqlite3", .sqlite(path: "k.sqlite3")), ("k.db", .sqlite(path: "k.db")), ("json:k.db", .json(path: "k.db")),
      ("sqlite:keys", .sqlite(path: "keys")), ("sqlite:./:memory:", .sqlite(path: "./:memory:")),
    ])
  func kinds(text: String, expected: StoreLocator) throws {
    #expect(try StoreLocator(text) == expected)
    #expect(try StoreLocator(text).open(lockTimeout: 1).location == expected.path)
  }

  @Test(
    "refuses what names no file",
    arguments: [
      ("", StoreLocatorError.noPath), ("json:", .noPath), ("sqlite:", .noPath), ("keys", .unknownKind),
      ("keys.yml", .unknownKind), ("mysql://h/d", .unknownKind), (":memory:", .unknownKind),
      ("sqlite::memory:", .notPath), ("sqlite:file:x?mode=memory", .notPath), ("file:x.db", .notPath),
      ("a\u{0}.db", .notPath), ("sqlite:dir/", .notPath), ("sqlite://u:hunter2@h/x.db", .notPath),
      ("http://u:hunter2@h/x.json", .notPath), ("u:hunter2@h/keys.sqlite", .notPath),
      ("postgres://u%3Ahunter2@h/d", .passwordInArgument), ("postgres://u%3ahunter2%40h/d", .passwordInArgument),
    ])
  func refused(text: String, error: StoreLocatorError) {
    #expect(throws: error) { try StoreLocator(text) }
    #expect(!error.reason.hasSuffix("."))
  }

  @Test(
    "shows no password of an address that a variable holds",
    arguments: ["postgres://u%3Ahunter2@h/d", "u:hunter2@h/k.db", "sqlite://u:hunter2@h/x.db"])
  func variable(text: String) {
    #expect(throws: StoreLocatorError.self) { try StoreLocator(text, mayHoldPassword: true) }
    #expect(throws: StoreLocatorError.self) { try StoreLocator(variable: text) }
  }

  @Test(
    "takes paths with a colon, an at sign or more slashes", arguments: ["a:b/k.db", "a@b:c/k.db", "sqlite:///srv/k.db"])
  func odd(text: String) throws { _ = try StoreLocator(text) }
}

@Suite("Times in stores") struct TimestampTextTests {
  @Test(
    "are ISO 8601 in UTC, to the microsecond",
    arguments: [
      (Int64(0), "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"), (1_795_417_200_000_001, "2026-11-23T07:00:00.000001Z"),
      (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
      (-62_167_219_200_000_000, "0000-01-01T00:00:00.000000Z"),
    ])
  func texts(microseconds: Int64, text: String) {
    let time = Timestamp(microseconds: microseconds)
    #expect(String(decoding: time.iso8601, as: UTF8.self) == text)
    #expect(Array(text.utf8).withUnsafeBufferPointer { Timestamp(iso8601: $0) } == time)
  }

  @Test(
    "are refused in any other form",
    arguments: [
      "", "2026-11-23", "2026-11-23T07:00:00", "2026-11-23T07:00:00+00:00", "2026-02-29T00:00:00Z",
      "2026-13-01T00:00:00Z",
      "2026-11-23T24:00:00Z", "2026-11-23T07:00:60Z", "2026-11-23T07:00:00.Z", "2026-11-23T07:00:00.1234567Z",
      "2026-11-23 07:00:00Z", "2026-11-2xT07:00:00Z",
    ])
  func refused(text: String) {
    #expect(Array(text.utf8).withUnsafeBufferPointer { Timestamp(iso8601: $0) } == nil)
  }

  @Test("whole years of days come back")
  func days() {
    for day in stride(from: Int64(-719_528), to: 2_932_896, by: 97) {
      let time = Timestamp(microseconds: day * 86_400_000_000)
      #expect(time.iso8601.withUnsafeBufferPointer { Timestamp(iso8601: $0) } == time)
    }
  }
}
