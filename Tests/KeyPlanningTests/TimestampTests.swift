import KeyPlanning
import Testing

@Suite("Timestamp") struct TimestampTests {
  @Test(
    "is written as ISO 8601 in UTC",
    arguments: [
      (0, "1970-01-01T00:00:00"), (951_782_400_000_000, "2000-02-29T00:00:00"),
      (1_795_417_199_999_999, "2026-11-23T06:59:59"),
      (-1_000_000, "1969-12-31T23:59:59"),
    ])
  func iso8601(microseconds: Int64, expected: String) {
    #expect(Timestamp(microseconds: microseconds).text == expected + "Z")
  }
}
