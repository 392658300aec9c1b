import Glibc
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
    arguments: [
      "A=keyferry:ignore[KF1] why", "# see keyferry, ignore[KF1]", "# keyferry ignored it", "# the keyferry: ignore it",
      "# made by keyferry", "keyferry: ignore[KF1] x", "# keyferry", "# keyferry:",
    ])
  func others(text: String) {
    for kind in [SourceKind.dotenv, .yaml, .python] { #expect(found(text, kind).isEmpty) }
    for kind in [SourceKind.dotenv, .yaml] { #expect(found("A=a#see keyferry:ignore[KF1]", kind).isEmpty) }
  }

  @Test(
    "that were meant to be some are told of",
    arguments: [
      ("# keyferry: ignore[KF1] x", .spelling), ("#  Keyferry:Ignore[KF1] x", .spelling),
      ("# keyferry-ignore: KF1 x", .spelling), ("# KEYFERRY IGNORE", .spelling), ("# keyferryignore[", .spelling),
      ("# see keyferry:ignore[KF1] x", .behindWords), ("# note: Keyferry: ignore [KF1] x", .behindWords),
      ("#x keyferry:ignore[KF1] x", .behindWords),
    ] as [(String, IgnoreComment.Flaw)])
  func flawed(text: String, flaw: IgnoreComment.Flaw) {
    for kind in [SourceKind.dotenv, .yaml, .python] {
      for before in ["", "A: 1 ", String(repeating: "# more\n", count: 100)] {
        for after in ["", "\n" + String(repeating: "A: 1\n", count: 100)] {
          let comments = IgnoreComments.all(in: Array((before + text + after).utf8), kind: kind, path: "a")
          #expect(comments.map(\.flaw) == [flaw] && comments.allSatisfy(\.rules.isEmpty))
        }
      }
    }
  }

  @Test("are found in UTF-16, where YAML may be written in it")
  func wide() {
    let text = "# keyferry:ignore[KF1] why\nA: 1\n".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let comments = IgnoreComments.all(in: [0xFF, 0xFE] + text, kind: .yaml, path: "a")
    #expect(comments.map(\.rules) == [["KF1"]] && comments.map(\.lines) == [2...2])
  }

  @Test("speak of all of a YAML text that starts on their line")
  func blocks() {
    let text =
      "a:\n  # keyferry:ignore[KF1] why\n  b: |-\n    one\n\n    two\n  c: x\nd: > # keyferry:ignore[KF2] why\n  e\n"
    #expect(found(text, .yaml) == ["2:5 KF1 3-6 why", "8:8 KF2 8-9 why"])
    #expect(found(text, .dotenv) == ["2:5 KF1 3-3 why", "8:8 KF2 8-8 why"])
  }

  @Test(
    "speak of all of a statement, and of a name and its value in two lines",
    arguments: [
      (
        SourceKind.python, "# keyferry:ignore[KF1] why\nX = config(\n  'X',\n  default='K')\nY = 1\n",
        "1:3 KF1 2-4 why"
      ),
      (.python, "# keyferry:ignore[KF1] why\nX = (\n'K'\n)\n", "1:3 KF1 2-4 why"),
      (.python, "X = {\n  # keyferry:ignore[KF1] why\n  'A': 'K',\n  'B': 'K',\n}\n", "2:5 KF1 3-3 why"),
      (.python, "# keyferry:ignore[KF1] why\nX = \\\n  'K'\nY = 1\n", "1:3 KF1 2-3 why"),
      (.python, "\u{c}# keyferry:ignore[KF1] why\nX = 1\n", "1:4 KF1 2-2 why"),
      (.yaml, "# keyferry:ignore[KF1] why\n- name: X\n  value: K\n  more: K\n", "1:3 KF1 2-3 why"),
      (.yaml, "- # keyferry:ignore[KF1] why\n  name: X\n  value: K\n", "1:5 KF1 2-3 why"),
      (.yaml, "# keyferry:ignore[KF1] why\nname: X\nvalue: K\n", "1:3 KF1 2-3 why"),
      (.yaml, "# keyferry:ignore[KF1] why\n-   name: X\n    value: |\n      K\n    z: 1\n", "1:3 KF1 2-4 why"),
      (.yaml, "# keyferry:ignore[KF1] why\n- name: X\nvalue: K\n", "1:3 KF1 2-2 why"),
      (.yaml, "a:\n  # keyferry:ignore[KF1] why\n  X:\n    K\n  Y: K\n", "2:5 KF1 3-4 why"),
      (.yaml, "# keyferry:ignore[KF1] why\nstripe:\n  key: K\n", "1:3 KF1 2-2 why"),
      (.dotenv, "\u{feff}# keyferry:ignore[KF1] why\nX=1\n", "1:3 KF1 2-2 why"),
    ])
  func statements(kind: SourceKind, text: String, expected: String) { #expect(found(text, kind) == [expected]) }

  @Test(
    "are none in a text in quotes",
    arguments: [
      (SourceKind.yaml, "x: {y: \"# keyferry:ignore[KF1] z\", K: v}"), (.yaml, "x: 'it''s # keyferry:ignore[KF1] z'"),
      (.yaml, "x: \"a\n  # keyferry:ignore[KF1] z\"\ny: 1\n"), (.yaml, "x: a# keyferry:ignore[KF1] x"),
      (.python, "X = \"# keyferry:ignore[KF1] x\"; Y = \"K\""), (.python, "X = '''\n# keyferry:ignore[KF1] x\n'''\n"),
      (.python, "X = 'a\\'# keyferry:ignore[KF1] x'"), (.dotenv, "A=\"b#keyferry:ignore[KF1] x\""),
      (.dotenv, "export A = 'b # keyferry:ignore[KF1] x"), (.dotenv, "A=\"b\\\" # keyferry:ignore[KF1] x\""),
    ])
  func quoted(kind: SourceKind, text: String) { #expect(found(text, kind).isEmpty) }

  @Test("are seen behind what is in quotes, and behind a sign that opens none")
  func behind() {
    #expect(found("x: \"a\" # keyferry:ignore[KF1] why", .yaml) == ["1:10 KF1 1-1 why"])
    #expect(found("x: it's # keyferry:ignore[KF1] why", .yaml) == ["1:11 KF1 1-1 why"])
    #expect(found("X = 'a'  # keyferry:ignore[KF1] why", .python) == ["1:12 KF1 1-1 why"])
    #expect(found("X='a#b' # keyferry:ignore[KF1] why") == ["1:11 KF1 1-1 why"])
    #expect(found("X=it's # keyferry:ignore[KF1] why") == ["1:10 KF1 1-1 why"])
  }

  @Test("behind another comment that has a line of its own stand behind words", arguments: ["noqa", "a: 1"])
  func behindComment(words: String) {
    for kind in [SourceKind.dotenv, .yaml, .python] {
      let text = "# \(words) # keyferry:ignore[KF1] why\nA: 1\n"
      let comments = IgnoreComments.all(in: Array(text.utf8), kind: kind, path: "a")
      #expect(comments.map(\.flaw) == [.behindWords])
      #expect(found("## keyferry:ignore[KF1] why\nA: 1\n", kind) == ["1:4 KF1 2-2 why"])
      #expect(found("A: 1 # \(words) # keyferry:ignore[KF1] why\n", kind).count == 1)
    }
  }

  @Test(
    "of one long line are found in one pass",
    arguments: ["keyferry ", "keyferry:ignore[x ", "# keyferry:ignore[x ", "# keyferry:ignore[KF1] x "])
  func longLine(words: String) {
    for (kind, start) in [(SourceKind.dotenv, "# "), (.dotenv, "A="), (.yaml, "# "), (.python, "# ")] {
      let text = Array((start + String(repeating: words, count: (64 << 10) / words.utf8.count)).utf8)
      let time = ContinuousClock().measure { _ = IgnoreComments.all(in: text, kind: kind, path: "a") }
      #expect(time < .seconds(5))
    }
  }

  @Test("one above the other cost no more than one each")
  func pile() {
    let ignores = String(repeating: "# keyferry:ignore[KF1] why\n", count: 1000)
    let text = ignores + String(repeating: "# x\n", count: 20_000) + "A=1\n"
    let time = ContinuousClock().measure { #expect(found(text).count == 1000) }
    #expect(time < .seconds(5))
  }

  @Test("are none in JSON, which has no comments")
  func json() { #expect(found("# keyferry:ignore[KF1] why\n", .json).isEmpty) }

  @Test("of a file full of them are found in one pass")
  func many() {
    let text = String(repeating: "A=1 # keyferry:ignore[KF1] why\n", count: 20_000)
    let comments = IgnoreComments.all(in: Array(text.utf8), kind: .dotenv, path: "a")
    #expect(comments.count == 1001)
    #expect(comments.map(\.flaw) == Array(repeating: nil, count: 1000) + [.tooMany])
    #expect(comments.last?.location.line == 1001)
  }

  @Test("are found in files without a setting, which nobody parses")
  func bare() {
    let text = "# keyferry:ignore[KF107] why\nA: 1\n"
    let folder = TemporaryFolder([
      ".env": text, "a.yml": text, "b.yml": "# made for Keyferry\n", "broken.yml": text + "b: [\n",
      "settings.py": text + "(\n",
      "c.json": text, "far.yml": String(repeating: "A: 1\n", count: 200_000) + text,
    ])
    let readings = SourceReader(environment: nil).read([.path(folder.path)])
    #expect(
      readings.readings.map { $0.path.dropFirst(folder.path.count + 1) } == [
        ".env", "a.yml", "broken.yml", "far.yml", "settings.py",
      ])
    #expect(readings.readings.allSatisfy { $0.ignores.count == 1 && $0.malformed.isEmpty && $0.settings.isEmpty })
    #expect(readings.unread.isEmpty && readings.filesSearched == 7)
    #expect(SourceReader(environment: nil).read([.path(folder.at("a.yml"))]).readings.first?.ignores.count == 1)
  }

  @Test("are no reason to read a file that is too large, and has nothing else", arguments: ["a.json", "settings.py"])
  func large(name: String) {
    let kind: SourceKind = name == "a.json" ? .json : .python
    let folder = TemporaryFolder([name: #"{"by": "keyferry"}"#])
    #expect(truncate(folder.at(name), SourceFile.limit(for: kind) + 1) == 0)
    let readings = SourceReader(environment: nil).read([.path(folder.path)])
    #expect(readings.unread.isEmpty && readings.readings.isEmpty && readings.filesSearched == 1)
  }
}
