import KeyFacts
import KeySecrets
import Testing

@testable import KeySources

@Suite("YAML reader") struct YAMLReaderTests {
  @Test(
    "the place is that of the value's first character",
    arguments: [
      ("STRIPE_KEY: abc", 1, 13), ("STRIPE_KEY: 'abc'", 1, 14), ("STRIPE_KEY: !!str \"abc\"", 1, 20),
      ("STRIPE_KEY: &a abc", 1, 16), ("STRIPE_KEY: &a !!str\n  # note\n  abc", 3, 3), ("STRIPE_KEY: |\n  abc", 2, 3),
      ("STRIPE_KEY: >-\n\n    abc", 3, 5), ("\u{E4}\u{1F511}: 1\nSTRIPE_KEY: abc", 2, 13),
      ("{\u{E4}\u{1F511}: 1, STRIPE_KEY: !!str 'abc'}", 1, 28), ("A: 1\r\nSTRIPE_KEY: abc\r\n", 2, 13),
      ("A: 1\rSTRIPE_KEY: &x abc\r", 2, 16), ("\u{FEFF}STRIPE_KEY: abc", 1, 13), ("? STRIPE_KEY\n: abc", 2, 3),
      ("STRIPE_KEY:\n  abc", 2, 3),
    ])
  func place(text: String, line: Int, column: Int) throws {
    let setting = try #require(try YAMLReading(text).settings.first)
    #expect(setting.location.line == line)
    #expect(setting.location.column == column)
  }

  @Test(
    "lines are those that grep and editors count, whatever YAML calls a line end",
    arguments: ["\u{85}", "\u{2028}", "\u{2029}"], ["# note", "A: 'x", "A: |\n  x"])
  func lines(separator: String, start: String) throws {
    let end = start.hasSuffix("'x") ? "y'" : "y"
    let text = "\(start)\(separator)\(start.hasPrefix("#") ? "# " : "  ")\(end)\nB:\n  - STRIPE_KEY: abc\n"
    let before = text.prefix { $0 != "B" }.unicodeScalars.count { $0 == "\n" }
    let setting = try #require(try YAMLReading(text).settings.first)
    #expect(setting.location.line == before + 2)
    #expect(setting.location.column == 17)
    #expect(throws: SourceError.invalidYAML(line: before + 2, column: 3, problem: .unknownAlias)) {
      try YAMLReading(text.replacing("- STRIPE_KEY: abc", with: "*none"))
    }
  }

  @Test(
    "an error at the end of a file is on its last line, with a line end or without",
    arguments: [
      ("A: 1\nB: [", 2, 5), ("A: 1\nB: [\n", 3, 1), ("A: 'x", 1, 6), ("A: 1\r\nB: \"x", 2, 6), ("{A: 1", 1, 6),
    ])
  func end(text: String, line: Int, column: Int) {
    #expect(throws: SourceError.invalidYAML(line: line, column: column, problem: .syntax)) { try YAMLReading(text) }
  }

  @Test(
    "a scalar is its text, whatever YAML 1.1 makes of it",
    arguments: [
      "yes", "0777", "12:30:45", "1e3", "a\u{A0}b",
    ])
  func text(value: String) throws {
    #expect(try YAMLReading("STRIPE_KEY: \(value)\n").holds("STRIPE_KEY", value))
  }

  @Test("an escaped NUL or ESC is part of a value")
  func escapes() throws {
    #expect(try YAMLReading("STRIPE_KEY: \"a\\0b\\x1b\"").holds("STRIPE_KEY", "a\0b\u{1B}"))
  }

  @Test("UTF-16 with a mark is read", arguments: [true, false])
  func utf16(bigEndian: Bool) throws {
    let units = Array("\u{FEFF}STRIPE_KEY: \u{1F511}x".utf16)
    let bytes = units.flatMap { unit in
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return bigEndian ? pair : pair.reversed()
    }
    #expect(try YAMLReading(bytes: bytes).holds("STRIPE_KEY", "\u{1F511}x"))
  }

  @Test(
    "what is no text has an error of its own",
    arguments: [
      (Array("a: 1\nb: ".utf8) + [0xFF], SourceError.notUTF8(line: 2)),
      (Array("a: 1\rb: ".utf8) + [0xFF], .notUTF8(line: 2)),
      ([0x61, 0, 0x62], .binary),
      ([0xFF, 0xFE, 0x61], .binary), ([0xFF, 0xFE, 0x00, 0xD8], .binary),
      (Array("a: \u{1}".utf8), .invalidYAML(line: 1, column: 4, problem: .reader)),
    ])
  func unreadable(bytes: [UInt8], error: SourceError) {
    #expect(throws: error) { try YAMLReading(bytes: bytes) }
  }

  @Test(
    "an error has a place and no content",
    arguments: [
      ("a: [1\nb: 2\n", 2, 2, YAMLProblem.syntax), ("a: b: c\n", 1, 5, .syntax), ("a:\n\t- b", 2, 1, .syntax),
      ("a: @x", 1, 4, .syntax), ("a: *b", 1, 4, .unknownAlias),
    ])
  func error(text: String, line: Int, column: Int, problem: YAMLProblem) {
    #expect(throws: SourceError.invalidYAML(line: line, column: column, problem: problem)) { try YAMLReading(text) }
  }

  @Test("64 levels are read, and more are refused at once", arguments: [10_000, 100_000])
  func depth(levels: Int) throws {
    let deep = String(repeating: "[", count: 63) + "STRIPE_KEY=a" + String(repeating: "]", count: 63)
    #expect(try YAMLReading("a: " + deep).names == ["STRIPE_KEY"])
    #expect(throws: SourceError.tooDeep(line: 1, column: 65, limit: 64)) {
      try YAMLReading(String(repeating: "[", count: levels))
    }
    for opening in ["[", "{a: ", "[\n", "- "] {
      let started = ContinuousClock.now
      #expect(throws: SourceError.self) { try YAMLReading(String(repeating: opening, count: levels)) }
      #expect(ContinuousClock.now - started < .seconds(2))
    }
  }

  @Test("an alias bomb is read once")
  func bomb() throws {
    var text = "a0: &a0 {STRIPE_KEY: x}\n"
    for level in 1...60 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
    }
    #expect(try YAMLReading(text).names == ["STRIPE_KEY"])
  }

  @Test("an alias inside its own anchor, and an alias as a key, are read")
  func cycle() throws {
    #expect(try YAMLReading("a: &a [*a, STRIPE_KEY=x]\n").names == ["STRIPE_KEY"])
    #expect(try YAMLReading("a: &n STRIPE_KEY\n*n : x\n").names == ["STRIPE_KEY"])
    #expect(try YAMLReading("? [a, b]\n: STRIPE_KEY=x\nSTRIPE_KEY: y\n").holds("STRIPE_KEY", "y"))
  }

  @Test("too many nodes are refused")
  func events() {
    let text = Array("[1, 2, 3]".utf8)
    #expect(throws: SourceError.invalidYAML(line: 1, column: 8, problem: .tooManyEvents)) {
      try text.withUnsafeBufferPointer { source in
        let reader = try YAMLReader(source, isASCII: true, mostEvents: 5)
        while try reader.next() != nil {}
      }
    }
  }

  @Test(
    "an empty file, a lone comment and a lone scalar hold nothing",
    arguments: ["", "# STRIPE_KEY: a", "x", "---\n...\n"])
  func empty(text: String) throws {
    #expect(try YAMLReading(text).lines == [])
  }
}
