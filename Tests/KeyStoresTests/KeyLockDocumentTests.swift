import Foundation
import KeyFacts
import Testing

@testable import KeyStores

@Suite("A lock's file") struct KeyLockDocumentTests {
  private static func key(_ number: UInt64, _ mode: KeyMode = .live) -> KeySummary {
    KeySummary(type: .secret, mode: mode, tail: 0x6162_6364, fingerprint: Fingerprint(high: number, low: number))
  }

  private static func place(_ setting: String, _ path: String, _ isCommitted: Bool? = true) -> KeyLock.Place {
    KeyLock.Place(setting: setting, source: .file(path: path, isCommitted: isCommitted))
  }

  private static let lock = KeyLock(
    keys: [
      .init(
        summary: key(1), name: "STRIPE_LIVE_SECRET_KEY",
        places: [
          .init(setting: "STRIPE_LIVE_SECRET_KEY", source: .environment), place("STRIPE_KEY", ".env", false),
          place("STRIPE_KEY", "deploy/a.yml"), place("X", "b.env", nil),
        ]), .init(summary: key(2, .test), name: "B", places: [place("B", "b.env")]),
    ], references: [place("STRIPE_LIVE_SECRET_KEY", "compose.yml")])

  private static let text = String(decoding: KeyLockDocument.encode(lock), as: UTF8.self)

  @Test("gives back what was written, names of any kind included")
  func roundTrip() throws {
    let names = [
      "\u{1B}[31m", "a\"b\\c\n\r\t", "\u{202E}txt", "é\u{301}😀\u{E0041}", "# no comment", "[[key]]", "a, b = { c }", "",
    ]
    let hostile = KeyLock(
      keys: names.map { .init(summary: Self.key(3), name: $0, places: [Self.place($0, $0 + "x", false)]) },
      references: names.map { Self.place($0, $0 + "y") })
    for lock in [Self.lock, hostile, KeyLock(keys: [], references: [])] {
      let bytes = KeyLockDocument.encode(lock)
      let read = try KeyLockDocument.decode(bytes)
      #expect(KeyLockDocument.encode(read) == bytes)
      #expect(read.keys.map(\.name) == lock.keys.map(\.name))
      #expect(read.keys.flatMap(\.places).map(\.id) == lock.keys.flatMap(\.places).map(\.id))
    }
    let text = String(decoding: KeyLockDocument.encode(hostile), as: UTF8.self)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isHiddenOnTerminal })
  }

  @Test("says where each setting stands in it")
  func lines() throws {
    let lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
    let lock = try KeyLockDocument.decode(Array(Self.text.utf8))
    for place in lock.keys.flatMap(\.places) {
      #expect(lines[try #require(place.line) - 1].contains("name = \"\(place.setting)\""))
    }
    #expect(lines[try #require(lock.references[0].line) - 1] == "[[reference]]")
  }

  @Test("may be reordered, commented and saved with other line ends, as a merge and an editor do")
  func edited() throws {
    let blocks = Self.text.components(separatedBy: "\n\n")
    let other = ([blocks[0]] + blocks.dropFirst().reversed()).joined(separator: "\n\n# ours\n")
    let lock = try KeyLockDocument.decode(Array(other.replacing("\n", with: "\r\n").utf8))
    #expect(Set(lock.keys.map(\.summary)) == Set(Self.lock.keys.map(\.summary)))
    #expect(lock.references.map(\.id) == Self.lock.references.map(\.id))
  }

  @Test(
    "is read as TOML by others",
    .enabled(if: Python.reads("tomllib"), "Python 3.11 is not installed here"))
  func toml() throws {
    let parsed = try Python.run(
      "import tomllib, json, sys; print(json.dumps(tomllib.loads(sys.stdin.read()), sort_keys=True))", input: Self.text)
    let document = try #require(try JSONSerialization.jsonObject(with: Data(parsed.utf8)) as? [String: Any])
    let keys = try #require(document["key"] as? [[String: Any]])
    #expect(document["version"] as? Int == 1)
    #expect(keys.map { $0["mode"] as? String } == ["live", "test"])
    let settings = try #require(keys[0]["settings"] as? [[String: Any]])
    #expect(settings.map { $0["file"] as? String } == [nil, ".env", "deploy/a.yml", "b.env"])
    #expect((document["reference"] as? [[String: Any]])?.first?["committed"] as? Bool == true)
  }

  @Test("one that was merged with a conflict is told by its line")
  func conflict() {
    let text = Self.text.replacing("[[key]]\nname = \"B\"", with: "<<<<<<< ours\n[[key]]\nname = \"B\"")
    let line = text[..<(text.range(of: "<<<<<<<")?.lowerBound ?? text.endIndex)].count { $0 == "\n" } + 1
    #expect(throws: KeyLockError.conflict(line: line)) { try KeyLockDocument.decode(Array(text.utf8)) }
    for mark in ["=======", ">>>>>>> theirs", "||||||| base"] {
      #expect(throws: KeyLockError.conflict(line: 1)) {
        try KeyLockDocument.decode(Array((mark + "\n" + Self.text).utf8))
      }
    }
  }

  @Test(
    "what is damaged is told by its line, and nothing of it is shown",
    arguments: [
      ("type = \"secret\"", "type = \"s3cr3t\"", 6), ("mode = \"live\"", "mode = \"test\"", 6),
      ("type = \"secret\"\n", "", 6),
      ("fingerprint = \"0", "fingerprint = \"g", 6), ("name = \"STRIPE", "name = \"\\xSTRIPE", 7),
      ("key = \"sk_live_...abcd\"", "key = \"sk_live_...abcd", 10), ("type = \"secret\"", "type = secret", 8),
      ("settings = [\n", "settings = []\n", 12), ("file = \".env\"", "file = 1", 14),
      (", committed = false", ", committed = 0", 14),
      ("environment = true", "environment = false", 13), ("[[key]]", "[[keys]]", 6),
      ("mode = \"live\"", "type = \"secret\"", 9),
      ("settings = [\n", "settings = [\n]\nsettings = [\n", 14), ("[[reference]]", "[[reference]]\nmore = 1", 29),
    ])
  func damaged(part: String, replacement: String, line: Int) throws {
    let spoilt = Self.text.replacing(part, with: replacement, maxReplacements: 1)
    #expect(spoilt != Self.text)
    let error = try #require(throws: KeyLockError.self) { try KeyLockDocument.decode(Array(spoilt.utf8)) }
    guard case .damaged(line, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(error.message(path: "p").hasPrefix("p:\(line): "))
    #expect(!error.message(path: "p").contains("s3cr3t"))
  }

  @Test("one that ends in the middle of a block is no smaller lock")
  func truncated() throws {
    let whole = Array(Self.text.utf8)
    for count in 0..<whole.count - 1 where whole[count] != UInt8(ascii: "\n") {
      guard let lock = try? KeyLockDocument.decode(Array(whole[..<count])) else { continue }
      // It may end between two blocks, or within the words of a comment.
      #expect(
        Self.text.utf8.dropFirst(count).starts(with: "\n".utf8) || lock.keys.isEmpty || whole[..<count].last == 0x0A)
    }
  }

  @Test("a later version's is refused by its number, whatever else is in it")
  func newer() {
    for text in ["version = 2\nmore = yes\n", "# keyferry.lock\n\nversion = 12\n[other]\n"] {
      #expect(throws: KeyLockError.self) { try KeyLockDocument.decode(Array(text.utf8)) }
    }
    #expect(throws: KeyLockError.newer(version: 2)) { try KeyLockDocument.decode(Array("version = 2\n".utf8)) }
  }

  @Test(
    "what is none is told apart", arguments: ["", "# nothing\n", "[[key]]\n", "name = \"x\"\n", "version = \"1\"\n"])
  func foreign(text: String) {
    #expect(throws: KeyLockError.foreign) { try KeyLockDocument.decode(Array(text.utf8)) }
    #expect(throws: KeyLockError.foreign) { try KeyLockDocument.decode([0xFF, 0xFE, 0x0A]) }
  }
}

/// Python, where it is installed.
enum Python {
  static func reads(_ module: String) -> Bool { (try? run("import \(module)", input: "")) != nil }

  static func run(_ script: String, input: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let (stdin, stdout) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, FileHandle.nullDevice)
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let output = stdout.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    return String(decoding: output, as: UTF8.self)
  }
}
