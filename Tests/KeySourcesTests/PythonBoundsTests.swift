import KeyFacts
import KeySecrets
import TestSupport
import Testing

@testable import KeySources

@Suite("Python bounds") struct PythonBoundsTests {
  private func settings(_ text: String) throws -> [Setting] {
    try PythonReading(text + "\nSTRIPE_SECRET_KEY = '«sk_live:1»'\n").reading.settings
  }

  private func finds(_ text: String) throws -> Bool {
    try settings(text).contains { $0.value == TestKeys.secret(.secret, .live) && $0.name == "STRIPE_SECRET_KEY" }
  }

  @Test(
    "an expression that is nested in itself is looked at once at each level", .timeLimit(.minutes(1)),
    arguments: [
      ("(", "a", " or b)"), ("os.getenv('A') or (", "b", ")"), ("(", "a", " or b or c)"), ("(a if b else ", "c", ")"),
      ("os.getenv('A', ", "b", ")"), ("(a or b) if (", "c", ") else d"), ("str(", "a", " or b)"),
    ])
  func nested(start: String, middle: String, end: String) throws {
    let levels = 60
    let value = String(repeating: start, count: levels) + middle + String(repeating: end, count: levels)
    #expect(try finds("STRIPE_KEY = " + value))
  }

  @Test(
    "a chain of any length is read without running out of stack", .timeLimit(.minutes(1)),
    arguments: ["['b']", ".b()", "()", ".b", "[0].c", "(x=1)['y']"])
  func chains(link: String) throws {
    let chain = "a" + String(repeating: link, count: 100_000)
    #expect(try finds("STRIPE_KEY = \(chain)\n\(chain) = 'x'"))
  }

  @Test("brackets of any number are no nesting", .timeLimit(.minutes(1)), arguments: ["(", "[", "{", "f(", "{'a':"])
  func brackets(bracket: String) throws {
    #expect(try finds("STRIPE_KEY = " + String(repeating: bracket, count: 100_000)))
  }

  @Test(
    "a line that holds the whole file takes time that grows with it alone", .timeLimit(.minutes(1)),
    arguments: [
      ("STRIPE_KEYS = {", "'STRIPE_KEY': 'a', ", "}"), ("", "STRIPE_KEY = 'a'; ", ""), ("", "STRIPE_KEY, ", "= a"),
      ("STRIPE_KEY = f(", "'«sk_test:1»', ", ")"), ("from a import ", "b as c, ", "d"), ("A = ", "a.", "b"),
    ])
  func oneLine(start: String, piece: String, end: String) throws {
    #expect(try finds(start + String(repeating: piece, count: 20_000) + end))
  }

  @Test("a name that is as long as a file is none", .timeLimit(.minutes(1)))
  func longNames() throws {
    let name = String(repeating: "STRIPE_", count: 20_000)
    let entries = String(repeating: "'k': '«sk_test:1»', ", count: 500)
    #expect(try finds("\(name) = {\(entries)}\nSTRIPE = {'\(name)': {\(entries)}}\nX['\(name)'] = {\(entries)}"))
    #expect(
      try finds("from \(String(repeating: "a.", count: 20_000))b import " + String(repeating: "c, ", count: 10_000)))
  }

  @Test("a value that is given to more than 64 names is reported, and the keys in it are found")
  func targets() throws {
    let names = String(repeating: "STRIPE_KEY = ", count: 65)
    let reading = try PythonReading(names + "{'a': '«sk_live:1»'}\n")
    #expect(reading.problems == ["1:1 a value given to more than 64 names"])
    #expect(reading.reading.settings.map(\.value) == [TestKeys.secret(.secret, .live)])
  }

  @Test("after an f-string that nothing closes, others end with their line", .timeLimit(.minutes(1)))
  func formatted() throws {
    #expect(try finds(String(repeating: "f\"{(\n", count: 10_000)))
    #expect(try finds("f\"{\n" + String(repeating: "x = f\"{y}\"\n", count: 5_000) + "'"))
  }
}
