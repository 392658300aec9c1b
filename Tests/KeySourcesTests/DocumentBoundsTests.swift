import KeyFacts
import KeySecrets
import Testing

@testable import KeySources

@Suite("Document bounds") struct DocumentBoundsTests {
  @Test("aliases of a long text are refused once they stand for more than 8 MiB", .timeLimit(.minutes(1)))
  func aliases() throws {
    let text = "a: &a \(String(repeating: "x", count: 1 << 20))\nb:\n"
    #expect(throws: Never.self) { try YAMLReading(text + String(repeating: "- *a\n", count: 8)) }
    #expect(throws: SourceError.invalidYAML(line: 11, column: 3, problem: .tooManyAliases)) {
      try YAMLReading(text + String(repeating: "- *a\n", count: 1000))
    }
  }

  @Test("a path's steps are cut, and a path")
  func paths() throws {
    let key = "sk_" + "live_" + String(repeating: "aB3", count: 100)
    let long = String(repeating: "é", count: 500_000)
    let settings = (0..<1000).map { "\"STRIPE_KEY_\($0)\": \"a\"" }.joined(separator: ",")
    let reading = try YAMLReading("{\"\(long)\": {\(settings)}}", kind: .json)
    #expect(reading.settings.count == 1000)
    #expect(reading.settings.allSatisfy { ($0.location.documentPath?.utf8.count ?? 999) < 160 })
    #expect(reading.settings.first?.location.documentPath == String(long.prefix(64)) + "…/STRIPE_KEY_0")

    let step = String(repeating: "a", count: 127)
    let deep =
      String(repeating: "{\"\(step)\":", count: 500) + "{\"STRIPE_KEY\": \"a\"}" + String(repeating: "}", count: 500)
    let path = try YAMLReading(deep, kind: .json).settings.first?.location.documentPath
    #expect((path?.utf8.count ?? 9999) < 1200)
    #expect(path?.hasSuffix("/…/STRIPE_KEY") ?? false)

    let cut = String(repeating: "a", count: 105) + key
    let shown = try YAMLReading("{\"\(cut)\": {\"STRIPE_KEY\": \"a\"}}", kind: .json).settings.first
    #expect(shown?.location.documentPath?.contains("aB3") == false)
  }

  @Test("a text of one long line is searched in one pass", .timeLimit(.minutes(1)))
  func longLine() throws {
    let pair = "STRIPE_KEY=abcdefghijklmnopqrstuvwxyz "
    let text = "{\"a\": \"\(String(repeating: pair, count: 40_000))\"}"
    #expect(try YAMLReading(text, kind: .json).settings.count == 40_000)
  }
}
