import Foundation
import TestSupport
import Testing

@Suite("history and undo") struct HistoryTests {
  private func entries(_ project: Project, _ store: String) throws -> [[String: Any]] {
    let outcome = try project.run("history", "--db", store, "--format", "json")
    #expect(outcome.status == 0)
    return try #require(try outcome.report["entries"] as? [[String: Any]])
  }

  private func keys(_ project: Project, _ store: String) throws -> String {
    try project.run("keys", "list", "--db", store, "--format", "json").output
  }

  @Test("every change is noted with its command, its counts and the report's plan", arguments: ["k.json", "k.db"])
  func noted(store: String) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\n"])
    let synced = try project.run("sync", ".env", "--db", store, "--format", "json")
    try project.run("keys", "add", "--name", "Shop", "--db", store, input: "«rk_live:3»\n")
    try project.run("sync", ".env", "--db", store)
    try project.run("sync", ".env", "--db", store, "--prune", "--yes")
    let all = try entries(project, store)
    #expect(all.map { $0["command"] as? String } == ["sync --prune", "keys add", "sync"])
    #expect(all.map { $0["keys"] as? Int } == [2, 3, 2])
    #expect(all.last?["created"] as? Int == 2)
    #expect(all.first?["removed"] as? Int == 1)
    #expect(try all.last?["plan_id"] as? String == synced.report["plan_id"] as? String)
    #expect(all.allSatisfy { $0["user"] as? String != "" && $0["version"] as? String == "0.1.0" })
  }

  @Test("undo shows what it does, does it, and only once", arguments: ["k.json", "k.db"])
  func undone(store: String) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "b.env": "STRIPE_KEY=«sk_live:2»\n"])
    try project.run("sync", ".env", "--db", store)
    let before = try keys(project, store)
    try project.run("sync", "b.env", "--db", store, "--prune")
    let after = try keys(project, store)
    let dry = try project.run("undo", "--db", store, "--dry-run")
    #expect(dry.status == 0)
    #expect(dry.output.contains("changes pending: 1 to remove, 1 to create"))
    #expect(try keys(project, store) == after)
    let undone = try project.run("undo", "--db", store, environment: ["COLUMNS": "200"])
    #expect(undone.status == 0)
    #expect(undone.output.contains("made by the sync --prune of"))
    #expect(try keys(project, store) == before)
    let again = try project.run("undo", "--db", store)
    #expect(again.status == 4)
    #expect(again.output.contains("the last change was undo"))
    #expect(try keys(project, store) == before)
  }

  @Test("the last key of a type and mode goes with --yes alone")
  func lastKey() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", ".env", "--db", "k.db")
    let refused = try project.run("undo", "--db", "k.db")
    #expect(refused.status == 4)
    #expect(refused.output.contains("keyferry undo --yes --db k.db"))
    #expect(try project.run("undo", "--db", "k.db", "--yes").status == 0)
    #expect(try project.run("keys", "list", "--db", "k.db").output.contains("no keys"))
  }

  @Test("a change since refuses the undo, and the refusal says what moved")
  func moved() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", ".env", "--db", "k.json")
    let text = try project.text("k.json")
    try project.write("k.json", bytes: Array(text.replacing("\"STRIPE_LIVE_SECRET_KEY\",", with: "\"Mine\",").utf8))
    let outcome = try project.run("undo", "--db", "k.json", "--yes", environment: ["COLUMNS": "200"])
    #expect(outcome.status == 4)
    #expect(outcome.output.contains("k.json changed since the sync of"))
    #expect(outcome.output.contains("another program wrote to it"))
  }

  @Test("a history tells that what undoes the newest is of no use any more")
  func noLonger() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", ".env", "--db", "k.json")
    #expect(try project.run("history", "--db", "k.json").output.contains("the newest can be undone"))
    let text = try project.text("k.json")
    try project.write("k.json", bytes: Array(text.replacing("\"name\": \"STRIPE", with: "\"name\": \"MY").utf8))
    let history = try project.run("history", "--db", "k.json", environment: ["COLUMNS": "200"])
    #expect(history.output.contains("the newest can't be undone: the database changed since"))
    #expect(try project.run("history", "--db", "k.json", "--format", "json").report["undoable"] as? Bool == false)
    #expect(try project.run("undo", "--db", "k.json", "--yes").status == 4)
  }

  @Test("a history tells that what undoes the newest is not all there, as the undo does")
  func notAll() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "b.env": "STRIPE_KEY=«sk_live:2»\n"])
    try project.run("sync", ".env", "--db", "k.json")
    try project.run("sync", "b.env", "--db", "k.json", "--prune")
    #expect(try project.run("history", "--db", "k.json").output.contains("the newest can be undone"))
    let text = try project.text("k.json")
    let undo = try #require(text.range(of: "\"undo\": {"))
    let rows = try #require(text.range(of: "\"keys\": [", range: undo.upperBound..<text.endIndex))
    let end = try #require(text.range(of: "\n    ]", options: .backwards))
    try project.write("k.json", String(text[..<rows.upperBound] + text[end.lowerBound...]))
    let history = try project.run("history", "--db", "k.json", environment: ["COLUMNS": "200"])
    #expect(history.output.contains("the newest can't be undone: what is kept for it is damaged"))
    #expect(try project.run("history", "--db", "k.json", "--format", "json").report["undoable"] as? Bool == false)
    let outcome = try project.run("undo", "--db", "k.json", "--yes", environment: ["COLUMNS": "200"])
    #expect(outcome.status == 4)
    #expect(outcome.output.contains("can't be put back: it has 0 rows, and 1 was kept"))
  }

  @Test("an undo says of the keys that stay what it says of the others, and nothing of settings that it did not read")
  func untouched() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", ".env", "--db", "k.db")
    try project.run("keys", "add", "--db", "k.db", input: "«sk_live:2»\n")
    let undo = try project.run("undo", "--db", "k.db", "--dry-run", "--verbose", environment: ["COLUMNS": "200"])
    #expect(undo.output.contains("untouched by the keys add of"))
    #expect(!undo.output.contains("no setting"))
  }

  @Test("a history that is none is not said to be forgotten", arguments: ["k.json", "k.db"])
  func foreign(store: String) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "b.env": "STRIPE_KEY=«sk_live:2»\n"])
    try project.run("sync", ".env", "--db", store)
    try project.run("sync", "b.env", "--db", store, "--prune")
    // A field, and a column, of another name.
    var bytes = try #require(project.bytes(store))
    let name = Data((store == "k.json" ? "command\": " : "command TEXT").utf8)
    let other = Data("COMMAND".utf8) + name.dropFirst(7)
    while let place = bytes.range(of: name) { bytes.replaceSubrange(place, with: other) }
    try project.write(store, bytes: Array(bytes))
    let forget = try project.run("undo", "--forget", "--db", store)
    #expect(forget.status == 1)
    #expect(forget.errors.hasPrefix("error: cannot use the history of \(store): "))
    #expect(forget.errors.contains("nothing was written"))
    let sync = try project.run("sync", ".env", "--db", store)
    #expect(sync.status == 0)
    #expect(sync.errors.hasPrefix("warning: no history is kept, and `keyferry undo` finds nothing: "))
    #expect(try project.run("check", ".env", "--db", store).status == 0)
    #expect(try project.run("undo", "--db", store).status == 4)
  }

  @Test("--forget lets go of what is kept, and of nothing else")
  func forgotten() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "b.env": "STRIPE_KEY=«sk_live:2»\n"])
    for store in ["k.json", "k.db"] {
      try project.run("sync", ".env", "--db", store)
      try project.run("sync", "b.env", "--db", store, "--prune")
      let before = try keys(project, store)
      let gone = Data(Project.key("sk_live:1").utf8)
      #expect(try #require(project.bytes(store)).range(of: gone) != nil)
      #expect(try project.run("undo", "--forget", "--db", store).status == 0)
      #expect(try #require(project.bytes(store)).range(of: gone) == nil)
      #expect(try keys(project, store) == before)
      #expect(try project.run("undo", "--db", store).status == 4)
      #expect(try project.run("undo", "--forget", "--db", store).errors.contains("nothing was kept"))
    }
  }

  @Test("a report that could not arrive is refused before anything is written", arguments: ["k.json", "k.db"])
  func nowhere(store: String) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "b.env": "STRIPE_KEY=«sk_live:2»\n"])
    try project.run("sync", ".env", "--db", store)
    try FileManager.default.createDirectory(at: project.url("dir"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: project.url("link").path, withDestinationPath: "dir")
    let before = project.bytes(store)
    for command in [
      ["undo", "--yes"], ["sync", "b.env"], ["keys", "add"], ["keys", "remove", "12345678", "--yes"],
    ] {
      for (path, why) in [
        ("none/report.json", "create none/report.json: No such file or directory"), (".", "open .: Is a directory"),
        ("dir", "open dir: Is a directory"), ("link", "open link: Is a directory"),
        ("/dev/none", "open /dev/none: No such file or directory"),
      ] {
        let outcome = try project.run(
          command + ["--db", store, "--format", "json=\(path)"], input: "«sk_live:3»\n")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "error: cannot \(why); nothing was written\n")
      }
    }
    #expect(project.bytes(store) == before)
  }

  @Test("an undo that has nothing to do removes what a killed one left")
  func swept() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", ".env", "--db", "k.json")
    try project.run("undo", "--db", "k.json", "--yes")
    try project.write(".k.json.lock", "")
    #expect(try project.run("undo", "--db", "k.json", "--dry-run").status == 4)
    #expect(project.names.contains(".k.json.lock"))
    #expect(try project.run("undo", "--db", "k.json").status == 4)
    #expect(!project.names.contains(".k.json.lock"))
  }

  @Test("a store that is not there is an error, one without a history is none")
  func without() throws {
    let project = try Project([
      "old.json": "{\"format\": \"keyferry-keys\", \"version\": 1, \"keys\": []}"
    ])
    let commands = [
      ["history"], ["undo"], ["undo", "--forget"], ["keys", "list"], ["keys", "show", "12345678"],
      ["keys", "remove", "12345678"], ["export", "--format", "json=out"],
    ]
    for store in [["none.db"], ["none.json"], ["none.db", "--layout", "djstripe"]] {
      for command in commands {
        let outcome = try project.run(command + ["--db"] + store)
        #expect(outcome.status == 1)
        #expect((outcome.errors + outcome.output).contains(": \(store[0]) does not exist"), "\(command)")
        #expect(!outcome.errors.contains("cannot open"))
      }
    }
    let before = project.bytes("old.json")
    let history = try project.run("history", "--db", "old.json")
    #expect(history.status == 0)
    #expect(history.output.contains("no change of old.json is noted"))
    #expect(try project.run("undo", "--db", "old.json").status == 4)
    #expect(project.bytes("old.json") == before)
    #expect(project.names == ["old.json"])
  }
}
