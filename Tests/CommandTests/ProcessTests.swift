import Foundation
import TestSupport
import Testing

@Suite("Process") struct ProcessTests {
  @Test(
    "a path that is not UTF-8 is wrong usage, and no other file is written",
    arguments: [
      (#"keyferry keys list --db "$(printf 'inv\377.json')""#, "an argument is not UTF-8"),
      (#"keyferry sync --no-env "--db=$(printf 'inv\377.json')""#, "an argument is not UTF-8"),
      (#"KEYFERRY_DB="$(printf 'inv\377.json')" keyferry sync --no-env"#, "KEYFERRY_DB is not UTF-8"),
    ])
  func notUTF8(line: String, words: String) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    let outcome = try project.shell(line)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(words))
    #expect(project.names == [".env"])
  }

  @Test("a variable that only changes how things look may hold anything")
  func harmlessVariable() throws {
    let outcome = try Project().shell(#"COLUMNS="$(printf '\377')" keyferry rules"#)
    #expect(outcome.status == 0)
  }

  @Test("what does not end in 0 is told on standard error too, unless both outputs are one")
  func errors() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "keys/x": ""])
    let words = "keys can't hold keys: is a directory, not a file"
    for format in ["text", "json"] {
      let apart = try project.shell("keyferry sync --no-env --db json:keys --format \(format) >report")
      #expect(apart.status == 1)
      #expect(apart.errors.contains(words))
    }
    let together = try project.shell("keyferry sync --no-env --db json:keys 2>&1")
    #expect(together.output.components(separatedBy: words).count == 2)
    #expect(try project.shell("keyferry scan missing --no-env >/dev/full").errors.contains("cannot read missing"))
    #expect(try project.shell("keyferry check --no-env --db k.json >report").errors.contains("drift: 1 to create"))
  }

  // A Markdown report fits into the pipe.
  @Test("who reads a report's first line alone gets the keys written, and no 0", arguments: ["text", "json"])
  func head(format: String) throws {
    let lines = (1...1500).map { "STRIPE_KEY_\($0)=«sk_test:\($0)»\n" }
    let project = try Project([".env": lines.joined()])
    let outcome = try project.shell(
      "{ keyferry sync --no-env --db k.json --verbose --format \(format); echo status $? >&2; } | head -1")
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(outcome.errors.contains("cannot write to standard output: Broken pipe"))
    #expect(outcome.errors.contains("status 1"))
    #expect(try project.run("check", "--no-env", "--db", "k.json", "--quiet").status == 0)
    #expect(project.names == [".env", "k.json"])
  }

  @Test("a write beyond the largest file allowed is told as that", arguments: ["k.sqlite", "k.json"])
  func fileSizeLimit(store: String) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    let outcome = try project.shell("ulimit -f 0; keyferry sync --no-env --db \(store) --format json")
    #expect(outcome.status == 1)
    #expect((outcome.output + outcome.errors).contains("File too large"))
  }
}
