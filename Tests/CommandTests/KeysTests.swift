import Foundation
import TestSupport
import Testing

@Suite("keys") struct KeysTests {
  private func rows(_ outcome: Outcome) throws -> [[String: Any]] {
    try #require(try outcome.report["keys"] as? [[String: Any]])
  }

  @Test(
    "add reads a key from standard input, list shows it redacted, remove keeps a backup", arguments: ["k.json", "k.db"])
  func life(store: String) throws {
    let project = try Project()
    let added = try project.run("keys", "add", "--name", "Shop", "--db", store, input: "«sk_test:1»\n")
    #expect(added.status == 0)
    #expect(try project.mode(store) == 0o600)
    let second = try project.run("keys", "add", "--db", store, input: "«sk_test:2»")
    #expect(!second.output.contains("1 key in"))
    let listed = try rows(project.run("keys", "list", "--db", store, "--format", "json"))
    #expect(listed.count == 2)
    let shop = try #require(listed.first { $0["name"] as? String == "Shop" })
    #expect(shop["type"] as? String == "secret")
    #expect(shop["livemode"] as? Bool == false)
    let id = try #require(shop["id"] as? String)
    #expect(try project.run("keys", "show", id, "--db", store).output.contains("sk_test_..."))
    let fingerprint = try #require(shop["fingerprint"] as? String)
    #expect(try project.run("keys", "show", String(fingerprint.prefix(8)), "--db", store).status == 0)
    #expect(try project.run("keys", "remove", id, "--db", store).status == 0)
    #expect(project.names.contains { $0.contains("backup") })
    let last = try rows(project.run("keys", "list", "--db", store, "--format", "json"))
    #expect(last.count == 1)
    let lastID = try #require(last[0]["id"] as? String)
    #expect(try project.run("keys", "remove", lastID, "--db", store).status == 4)
    #expect(try project.run("keys", "remove", lastID, "--yes", "--db", store).status == 0)
  }

  @Test("a name that a person gave survives a sync")
  func name() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("keys", "add", "--name", "Our shop", "--db", "k.json", input: "«sk_live:1»\n")
    try project.run("sync", "--no-env", "--db", "k.json")
    #expect(
      try rows(project.run("keys", "list", "--db", "k.json", "--format", "json")).map { $0["name"] as? String } == [
        "Our shop"
      ])
  }

  @Test("a file without keys is told to be just that, and one that is not there to be missing")
  func empty() throws {
    let project = try Project(["k.sqlite": ""])
    for (store, words) in [("k.sqlite", "has no table of keys"), ("none.sqlite", "does not exist")] {
      let listed = try project.run("keys", "list", "--db", store)
      #expect(listed.status == 1 && listed.errors.contains(words))
    }
    let copied = try project.run("sync", "--from", "k.sqlite", "--db", "k.json")
    #expect(copied.status == 1 && copied.output.contains("has no table of keys"))
  }

  @Test("what a killed run left is removed by the next one, though that has nothing to do any more")
  func leftovers() throws {
    let project = try Project()
    let add = ["keys", "add", "--db", "k.json"]
    try project.run(add, input: "«sk_test:1»\n")
    for (command, status) in [(add, Int32(0)), (["keys", "remove", "00000000", "--db", "k.json"], 1)] {
      try project.write(".k.json.lock", "")
      try project.write(".k.json.new", "half a docu")
      #expect(try project.run(command, input: "«sk_test:1»\n").status == status)
      #expect(project.names == ["k.json"])
    }
  }

  @Test("adding what is there writes nothing")
  func again() throws {
    let project = try Project()
    try project.run("keys", "add", "--db", "k.sqlite", input: "«sk_test:1»\n")
    let before = project.bytes("k.sqlite")
    let outcome = try project.run("keys", "add", "--db", "k.sqlite", input: "«sk_test:1»\n")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("already"))
    #expect(project.bytes("k.sqlite") == before)
  }

  @Test(
    "add refuses what is no key and says why",
    arguments: [
      ("", "no key was given"), ("whsec_«body:1:32»\n", "webhook signing secret"), ("«sk_live:1:20»", "fewer than 24"),
      (" «sk_live:1» ", "blanks"), ("hello\n", "not one of"),
    ])
  func refusals(input: String, words: String) throws {
    let project = try Project()
    let outcome = try project.run("keys", "add", "--db", "k.json", input: input)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(words))
    #expect(project.names.isEmpty)
  }

  @Test(
    "a key given as an argument is not shown, and the person is told to roll it",
    arguments: [
      ["keys", "add"], ["sync", "--bogus"], ["keys", "show"], ["explain"], ["keys", "add", "--name"],
      ["scan", "--format"],
    ])
  func argument(command: [String]) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    let outcome = try project.run(command + [Project.key("sk_live:1")])
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("roll it"))
  }
}

@Suite("Usage") struct UsageTests {
  @Test(
    "wrong usage is 64 and says what is allowed",
    arguments: [
      ["plan", "--db", "x.txt"], ["plan", "--db", ""], ["plan", "--db", ":memory:"], ["plan", "-"],
      ["plan", "--format", "xml"],
      ["plan", "--format", "json", "--format", "text"], ["plan", "--quiet", "--verbose"],
      ["sync", "--max-deletes", "-1"],
      ["plan", "--on-conflict", "maybe"], ["explain", "KF999"], ["frobnicate"], ["plan", "--lock-timeout", "-1"],
    ])
  func usage(arguments: [String]) throws {
    let project = try Project()
    let outcome = try project.run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.lowercased().contains("error"))
    #expect(project.names.isEmpty)
  }

  @Test(
    "help, version, rules and explain go to standard output",
    arguments: [
      ["--help"], ["sync", "--help"], ["--version"], ["rules"], ["explain", "KF202"], ["explain", "mode-mismatch"],
      ["explain", "kf216", "--format", "markdown"], ["rules", "--format", "json"],
    ])
  func help(arguments: [String]) throws {
    let outcome = try Project().run(arguments)
    #expect(outcome.status == 0)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }

  @Test(
    "one set of options does for every command",
    arguments: [["scan"], ["plan"], ["sync"], ["check"], ["keys", "list"], ["rules"], ["explain", "KF202"]])
  func everywhere(command: [String]) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    let options = ["--no-env", "--fail-on", "never", "--format", "json", "--color", "never", "--quiet"]
    try project.run("sync", "--no-env")
    let outcome = try project.run(command + options)
    #expect(outcome.status == 0)
    #expect(try outcome.report["version"] as? Int == 1)
  }

  @Test("a report goes to a file of mode 0600, in several formats at once")
  func files() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    let outcome = try project.run(
      "plan", "--no-env", "--db", "k.json", "--format", "json=plan.json", "--format", "markdown=plan.md", "--format",
      "text")
    #expect(outcome.status == 0)
    #expect(try project.mode("plan.json") == 0o600)
    #expect(try project.text("plan.json").contains("keyferry-report"))
    #expect(try project.text("plan.md").contains("sk_live_..."))
    #expect(!outcome.output.isEmpty)
    #expect(project.names == [".env", "plan.json", "plan.md"])
  }

  @Test("a report that can't be delivered is never exit 0")
  func fullOutput() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    let outcome = try project.run("plan", "--no-env", "--db", "k.json", "--format", "json=/dev/full")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("No space left on device"))
  }
}
