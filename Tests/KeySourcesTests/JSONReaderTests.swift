import KeyFacts
import KeySecrets
import Testing

@testable import KeySources

@Suite("JSON reader") struct JSONReaderTests {
  @Test(
    "values are found with their place",
    arguments: [
      (#"{"STRIPE_KEY": "abc"}"#, "STRIPE_KEY malformed 1:17 STRIPE_KEY"),
      ("{\n\t\"a\": [{\"STRIPE_KEY\": null}]\n}", "STRIPE_KEY empty 2:23 a/[0]/STRIPE_KEY"),
      ("{\"\u{E4}\": 1.5e3, \"STRIPE_KEY\":\r\n\"\"}", "STRIPE_KEY empty 2:2 STRIPE_KEY"),
      ("// note\n{ /* a */ \"STRIPE_KEY\": \"\", }", "STRIPE_KEY empty 2:26 STRIPE_KEY"),
      ("{\"a\": [1, true, -2,],}\n{\"STRIPE_KEY\": \"\"}", "STRIPE_KEY empty 2:17 STRIPE_KEY"),
    ])
  func places(text: String, expected: String) throws {
    #expect(try YAMLReading(text, kind: .json).lines == [expected])
  }

  @Test(
    "escapes are decoded",
    arguments: [
      (#"\/\"\\\b\f\n\r\t"#, "/\"\\\u{8}\u{C}\n\r\t"), (#"\u00e4\ud83d\ude00"#, "\u{E4}\u{1F600}"),
      (#"\ud83dx"#, "\u{FFFD}x"), (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\ude00"#, "\u{FFFD}"), ("a\tb", "a\tb"),
    ])
  func escapes(written: String, value: String) throws {
    let reading = try YAMLReading("{\"STRIPE_KEY\": \"\(written)\"}", kind: .json)
    #expect(reading.holds("STRIPE_KEY", value))
  }

  @Test(
    "an error has its place",
    arguments: [
      ("{\"a\": }", 1, 7), ("{\"a\" 1}", 1, 6), ("[1 2]", 1, 4), ("{\"a\": \"b\nc\"}", 1, 9), ("{a: 1}", 1, 2),
      ("{\"a\": 1", 1, 8), ("[1", 1, 3), ("{\"a\": \"b\\x\"}", 1, 9), ("\"abc", 1, 5), ("/* a", 1, 1), ("{,}", 1, 2),
      ("\n  nope", 2, 3),
    ])
  func errors(text: String, line: Int, column: Int) {
    #expect(throws: SourceError.invalidJSON(line: line, column: column)) { try YAMLReading(text, kind: .json) }
  }

  @Test("the last of two equal names wins")
  func repeated() throws {
    let reading = try YAMLReading(#"{"STRIPE_KEY": "a", "STRIPE_KEY": "b"}"#, kind: .json)
    #expect(reading.settings.map(\.isOverridden) == [true, false])
  }

  @Test("512 levels are read, and more are refused at once")
  func depth() throws {
    let deep = String(repeating: "[", count: 511) + "\"STRIPE_KEY=a\"" + String(repeating: "]", count: 511)
    #expect(try YAMLReading(deep, kind: .json).names == ["STRIPE_KEY"])
    #expect(throws: SourceError.tooDeep(line: 1, column: 513, limit: 512)) {
      try YAMLReading(String(repeating: "[", count: 100_000), kind: .json)
    }
  }

  @Test("names over 1,024 characters are read")
  func longName() throws {
    let name = "STRIPE_" + String(repeating: "A", count: 2000) + "_SECRET_KEY"
    #expect(try YAMLReading("{\"\(name)\": \"a\"}", kind: .json).names == [name])
  }

  @Test(
    "what package and language files say of Stripe is no setting",
    arguments: [
      #"{"dependencies": {"stripe": "^5.0", "@stripe/stripe-js": "1.2"}}"#, #"{"stripe_title": "Pay with Stripe"}"#,
      #"{"stripe": {"secretKey": "Geheimer Schlüssel"}}"#,
    ])
  func noise(text: String) throws {
    #expect(try YAMLReading(text, kind: .json).lines == [])
  }
}
