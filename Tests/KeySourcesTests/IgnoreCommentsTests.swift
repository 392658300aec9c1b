import KeyFacts
import KeySecrets
import Testing

@testable import KeySources

@Suite("Ignore comments") struct IgnoreCommentsTests {
  /// `line:column rules lines reason` for each.
  private func found(_ text: String, _ kind: SourceKind = .dotenv) -> [String] {
    IgnoreComments.all(in: Array(text.utf8), kind: kind, path: "a").map { comment in
      let place = "\(comment.location.line ?? 0):\(comment.location.column ?? 0)"
      let lines = "\(comment.lines.lowerBound)-\(comment.lines.upperBound)"
      return "\(place) \(comment.rules.joined(separator: "+")) \(lines) \(comment.reason ?? "none")"
    }
  }

  @Test(
    "speak of their own line, or of the next that is no comment",
    arguments: [
      ("A=1 # keyferry:ignore[KF1] why", "1:7 KF1 1-1 why"),
      ("# keyferry:ignore[KF1] why\nA=1\nB=2", "1:3 KF1 2-2 why"),
      ("#keyferry:ignore[KF1] why\n\n# more\r\n  # more\rA=1", "1:2 KF1 5-5 why"),
      ("é=1\n  # keyferry:ignore[KF1]: why\n", "2:5 KF1 2-2 why"),
      ("A=é # keyferry:ignore[KF1,KF2, a-name] why  ", "1:7 KF1+KF2+a-name 1-1 why"),
      ("A=1 # keyferry:ignore[KF1]", "1:7 KF1 1-1 none"), ("A=1 # keyferry:ignore[KF1] - ", "1:7 KF1 1-1 none"),
      ("A=1 # keyferry:ignore why", "1:7  1-1 none"), ("A=1 # keyferry:ignore[KF1 why", "1:7  1-1 none"),
      ("A=1 # keyferry:ignore[KF1] why\r\nB=2", "1:7 KF1 1-1 why"),
    ])
  func lines(text: String, expected: String) { #expect(found(text) == [expected]) }

  @Test(
    "are no other text",
    arguments: ["A=keyferry:ignore[KF1] why", "# see keyferry:ignore[KF1]", "# keyferry: ignore[KF1] x"])
  func others(text: String) { #expect(found(text).isEmpty) }

  @Test("speak of all of a YAML text that starts on their line")
  func blocks() {
    let text =
      "a:\n  # keyferry:ignore[KF1] why\n  b: |-\n    one\n\n    two\n  c: x\nd: > # keyferry:ignore[KF2] why\n  e\n"
    #expect(found(text, .yaml) == ["2:5 KF1 3-6 why", "8:8 KF2 8-9 why"])
    #expect(found(text, .dotenv) == ["2:5 KF1 3-3 why", "8:8 KF2 8-8 why"])
  }

  @Test("are none in JSON, which has no comments")
  func json() { #expect(found("# keyferry:ignore[KF1] why\n", .json).isEmpty) }

  @Test("of a file full of them are found in one pass")
  func many() { #expect(found(String(repeating: "A=1 # keyferry:ignore[KF1] why\n", count: 20_000)).count == 1000) }
}
