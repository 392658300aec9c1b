import KeyFacts
import KeySecrets
import TestSupport
import Testing

@testable import KeySources

@Suite("Python tokenizer") struct PythonTokenizerTests {
  private func value(_ text: String) -> String? {
    PythonReading.assignments(text).last.map(\.words)
  }

  @Test(
    "reads strings as Python does",
    arguments: [
      (#"A = "x""#, "x"), ("A = 'x'", "x"), (#"A = u'x' "y" r"\n""#, #"xy\n"#), (#"A = b"x""#, "x"),
      (#"A = "a\tb\x41\101\u0042\U00000043\q\'""#, "a\tbAABC\\q'"),
      (#"A = rb'a\'b'"#, #"a\'b"#), ("A = '''a\n'b' ''c'''", "a\n'b' ''c"), ("A = \"\"\"a\"b\\\"\"\"\"", "a\"b\""),
      ("A = 'a\\\r\nb'", "ab"), ("A = '''a\r\nb\rc'''", "a\nb\nc"), (#"A = f"{{a}}""#, "{a}"), (#"A = F'a' 'b'"#, "ab"),
      ("A = ('a'\n  # note ' here\n  'b')", "ab"), ("A = 'a' + \\\n  'b'", "ab"),
      (#"A = "\N{DASH}""#, #"\N{DASH}"#), ("\u{C}A = 'é'", "é"),
    ])
  func strings(text: String, expected: String) { #expect(value(text) == "'\(expected)'") }

  @Test(
    "finds the end of every f-string, and never takes its fields for known",
    arguments: [
      #"f"{x}""#, #"f'{x["a"]}'"#, #"f"{x["a"]}""#, #"f"{f"{f'{x}'}"}""#, #"f"{x:{w}.{p}}""#, #"f"{x!r:>10}""#,
      "f\"\"\"{\n  x\n}\n'\"\"\"", #"rf"\{x}""#, #"f"\N{DASH}{x}""#, #"f"{ {'a': 1}['a'] }""#, #"f"{x}" "y""#,
      #"f"{'}'}""#, #"fr'{x}\''"#, #"f"{{{x}}}""#, "f\"{\n  x\n}\"",
    ])
  func formatted(text: String) {
    let found = PythonReading.assignments("A = \(text)\nB = 'end'\n")
    #expect(found.map(\.words) == ["computed", "'end'"])
  }

  @Test(
    "reports what is no Python with its place, and reads the rest",
    arguments: [
      ("X = 'abc\n", "1:5 a quote that nothing closes"), ("X = f'{a\n", "1:5 a quote that nothing closes"),
      ("X = f'\\N{a\nY = 'b'\n", "1:5 a quote that nothing closes"),
      ("X = '''abc\n", "1:5 a triple quote that nothing closes"), ("X = (1,\n", "1:5 a bracket that nothing closes"),
      ("X = 1)\n", "1:6 a bracket that nothing opened"), ("X = (1]\n", "1:7 a bracket closed by one of another kind"),
      ("X = a ? b\n", "1:7 a character that stands for nothing in Python"),
      ("X = 1 \\ 2\n", "1:7 a \\ that no line end follows"), ("if X\n", "1:1 a block without its colon"),
      ("  X = 1\n", "1:3 indentation that fits no block"),
      ("if X:\n    A = 1\n  B = 2\n", "3:3 indentation that fits no block"),
      ("STRIPE_X = 1 2\n", "1:12 a value that is no expression of Python"),
      ("STRIPE_X =\n", "1:1 a value that is no expression of Python"),
    ])
  func problems(text: String, expected: String) throws {
    let reading = try PythonReading(text + "STRIPE_SECRET_KEY = '«sk_live:1»'\n")
    #expect(reading.problems == [expected])
    #expect(reading.setting("STRIPE_SECRET_KEY")?.value == TestKeys.secret(.secret, .live))
  }

  @Test("a key in a line that can't be read is found")
  func broken() throws {
    let reading = try PythonReading("STRIPE = {'a': '«sk_live:1»', ]\n  'b': '«sk_test:2»'}\n")
    #expect(reading.lines == ["STRIPE key 1:17", "? key 2:9"])
  }

  @Test("takes no notice of line ends, marks and encodings that Python allows")
  func encodings() throws {
    let text = "STRIPE_SECRET_KEY = '«sk_live:1»'"
    for (start, end) in [("", "\r\n"), ("\u{FEFF}", "\n"), ("\r", "\r"), ("", "")] {
      #expect(try PythonReading(start + text + end).reading.settings.count == 1)
    }
    let latin = Array("# -*- coding: latin-1 -*-\nA = '".utf8) + [0xE9] + Array("'\n\(TestKeys.filling(text))".utf8)
    #expect(try PythonParser.parse(latin, path: "settings.py").settings.count == 1)
    #expect(throws: SourceError.notUTF8(line: 1)) { try PythonParser.parse([0x41, 0xE9, 0x0A], path: "settings.py") }
    #expect(throws: SourceError.binary) { try PythonParser.parse([0x41, 0], path: "settings.py") }
  }

  @Test(
    "takes time that grows with the text alone",
    arguments: [
      "X = (\n", "'''", "\\'''", "f'{", "X = f\"{", "(", "[", "{", "((", "not ", "x if y else ", "lambda: ", "-", "a.",
      "a or ", "'a' ", "'a' + ", "if x:\n", "X = Y\n", "X = X if a else b\n", "if a:\n  STRIPE_KEY = 'b'\n",
      "X = {'a': ",
      "class A:\n", "\t", "try:\n x=1\nexcept:\n", "e+", "@x\n", "STRIPE_KEY = A = ", "f(x=", "x[", "async ", "**",
    ])
  func bounds(piece: String) throws {
    let text = "STRIPE_A = " + String(repeating: piece, count: 40_000 / piece.utf8.count) + "\nSTRIPE_B = 1\n"
    let clock = ContinuousClock()
    let time = try clock.measure { _ = try PythonReading(text) }
    // Of what takes the square of it, one would take minutes.
    #expect(time < .seconds(20), "\(time)")
  }
}
