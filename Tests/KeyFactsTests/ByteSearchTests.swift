import Testing

@testable import KeyFacts

@Suite("Byte search") struct ByteSearchTests {
  @Test(
    "finds a text wherever it stands",
    arguments: [
      ("", "", true), ("a", "", true), ("", "a", false), ("abc", "abc", true), ("aab", "ab", true),
      ("abab", "abb", false),
      ("varchar(255)", "char", true), ("ab", "abc", false), ("…x", "…", true), ("sk_…", "\u{2025}", false),
    ])
  func finds(text: String, wanted: String, isThere: Bool) { #expect(text.holds(wanted) == isThere) }

  @Test("looks at bytes, and not at what they make together") func bytes() {
    #expect("e\u{301}".holds("e"))
    #expect("a\r\nb".holds("\n"))
  }
}
