import KeyPlanning
import Testing

@Suite("Timestamp") struct TimestampTests {
  static let moments: [(microseconds: Int64, text: String)] = [
    (0, "1970-01-01T00:00:00.000000Z"), (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
    (1_795_417_199_999_999, "2026-11-23T06:59:59.999999Z"), (-1_000_000, "1969-12-31T23:59:59.000000Z"),
    (-1, "1969-12-31T23:59:59.999999Z"), (-86_400_000_001, "1969-12-30T23:59:59.999999Z"),
    (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"), (253_402_214_399_999_999, "9999-12-30T23:59:59.999999Z"),
    (-62_167_219_200_000_000, "0000-01-01T00:00:00.000000Z"), (-62_135_596_800_000_001, "0000-12-31T23:59:59.999999Z"),
    (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
  ]

  @Test("is written as ISO 8601 in UTC and read back", arguments: moments)
  func iso8601(microseconds: Int64, expected: String) {
    let time = Timestamp(microseconds: microseconds)
    #expect(String(decoding: time.iso8601, as: UTF8.self) == expected)
    #expect(time.text == expected.prefix(19) + "Z")
    #expect(Array(expected.utf8).withUnsafeBufferPointer { Timestamp(iso8601: $0) } == time)
  }

  @Test(
    "outside of four-digit years stands at their edge",
    arguments: [
      (253_402_300_800_000_000, "9999-12-31T23:59:59Z"), (Int64.max, "9999-12-31T23:59:59Z"),
      (-62_167_219_200_000_001, "0000-01-01T00:00:00Z"), (Int64.min, "0000-01-01T00:00:00Z"),
    ])
  func edges(microseconds: Int64, expected: String) {
    #expect(Timestamp(microseconds: microseconds).text == expected)
  }

  @Test("a file's name takes it without punctuation")
  func compact() {
    #expect(Timestamp(microseconds: 1_795_417_199_999_999).compact == "20261123T065959Z")
  }

  @Test(
    "what is no such time is not read",
    arguments: [
      "", "2026-11-23", "2026-11-23T07:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z",
      "2026-11-23T07:00:00.Z", "2026-11-23T07:00:00.0000000Z", "10000-01-01T00:00:00Z", "2026-11-23T07:00:00+00:00",
    ])
  func malformed(text: String) {
    #expect(Array(text.utf8).withUnsafeBufferPointer { Timestamp(iso8601: $0) } == nil)
  }
}
