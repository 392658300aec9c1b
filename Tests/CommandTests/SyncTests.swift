import Foundation
import TestSupport
import Testing

private let demo = [
  ".env": """
  STRIPE_LIVE_SECRET_KEY=«sk_live:1»
  STRIPE_LIVE_PUBLIC_KEY="«pk_live:1»"  # live
  STRIPE_TEST_SECRET_KEY=«sk_test:1»
  """,
  "compose.yml": "services:\n  web:\n    environment:\n      - STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n",
]

@Suite("sync") struct SyncTests {
  @Test("carries every key once, and finds nothing to do the second time", arguments: ["keys.json", "keys.sqlite"])
  func twice(store: String) throws {
    let project = try Project(demo)
    let first = try project.run("sync", "--no-env", "--db", store, "--format", "json")
    #expect(first.status == 0)
    #expect(try first.summary("create") == 3)
    #expect(try project.mode(store) == 0o600)
    let before = project.bytes(store)
    let second = try project.run("sync", "--no-env", "--db", store, "--format", "json")
    #expect(second.status == 0)
    #expect(try second.summary("keep") == 3)
    #expect(try second.summary("create") == 0)
    #expect(project.bytes(store) == before)
    #expect(project.names == [".env", "compose.yml", store])
    #expect(try project.run("check", "--no-env", "--db", store).status == 0)
  }

  @Test("the JSON database holds the keys with dj-stripe's field names")
  func json() throws {
    let project = try Project(demo)
    try project.run("sync", "--no-env", "--db", "keys.json")
    let bytes = try #require(project.bytes("keys.json"))
    let document = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let keys = try #require(document["keys"] as? [[String: Any]])
    #expect(
      Set(keys.compactMap { $0["secret"] as? String }) == Set(["sk_live:1", "pk_live:1", "sk_test:1"].map(Project.key)))
    let live = try #require(keys.first { $0["secret"] as? String == Project.key("sk_live:1") })
    #expect(live["type"] as? String == "secret")
    #expect(live["livemode"] as? Bool == true)
    #expect(live["name"] as? String == "STRIPE_LIVE_SECRET_KEY")
    #expect((live["occurrences"] as? [Any])?.count == 2)
  }

  @Test("a dry run and a plan write nothing", arguments: [["plan"], ["sync", "--dry-run"]])
  func dryRun(command: [String]) throws {
    let project = try Project(demo)
    let outcome = try project.run(command + ["--no-env", "--db", "keys.sqlite", "--format", "json"])
    #expect(outcome.status == 0)
    #expect(try outcome.summary("create") == 3)
    #expect(project.names == [".env", "compose.yml"])
  }

  @Test("a conflict blocks, names every place and the ways out; each way works")
  func conflict() throws {
    let project = try Project([
      ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", ".env.production": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n",
    ])
    let refused = try project.run("sync", "--no-env", "--db", "keys.json")
    #expect(refused.status == 4)
    #expect(refused.output.contains(".env:1"))
    #expect(refused.output.contains(".env.production:1"))
    #expect(refused.output.contains("--on-conflict first"))
    #expect(refused.output.contains("keyferry sync .env.production --no-env --db keys.json"))
    #expect(project.bytes("keys.json") == nil)
    #expect(try project.run("sync", ".env.production", "--no-env", "--db", "one.json").status == 0)
    #expect(try project.text("one.json").contains(Project.key("sk_live:2")))
    #expect(try project.run("sync", "--no-env", "--db", "first.json", "--on-conflict", "first").status == 0)
    #expect(try !project.text("first.json").contains(Project.key("sk_live:2")))
    #expect(try project.run("sync", "--no-env", "--db", "all.json", "--on-conflict", "all").status == 0)
    #expect(try project.text("all.json").contains(Project.key("sk_live:2")))
  }

  @Test("reads the environment, which ranks first")
  func environment() throws {
    let project = try Project()
    let outcome = try project.run(
      "sync", "--db", "keys.json", "--format", "json", environment: ["STRIPE_LIVE_SECRET_KEY": "«sk_live:7»"])
    #expect(outcome.status == 0)
    #expect(try project.text("keys.json").contains(Project.key("sk_live:7")))
    #expect(try project.text("keys.json").contains("\"environment\""))
  }

  @Test("KEYFERRY_DB stands in for --db, and keyferry.sqlite for both")
  func defaultStore() throws {
    let project = try Project(demo)
    try project.run("sync", "--no-env", environment: ["KEYFERRY_DB": "there.json"])
    try project.run("sync", "--no-env")
    #expect(project.names == [".env", "compose.yml", "keyferry.sqlite", "there.json"])
  }

  @Test("an unreadable source is reported with the others read, and is never exit 0")
  func unreadable() throws {
    let project = try Project(demo)
    let outcome = try project.run("plan", ".env", "absent.env", "--db", "keys.json", "--format", "json")
    #expect(outcome.status == 1)
    #expect(try outcome.rules().contains("KF101"))
    #expect(try outcome.summary("keys") == 3)
  }

  @Test(
    "--prune removes what no setting names, keeps a backup, and guards the last key",
    arguments: ["keys.json", "keys.sqlite"])
  func prune(store: String) throws {
    let project = try Project(demo)
    try project.run("sync", "--no-env", "--db", store)
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\nSTRIPE_LIVE_PUBLIC_KEY=«pk_live:1»\n")
    try FileManager.default.removeItem(at: project.url("compose.yml"))
    #expect(try project.run("sync", "--no-env", "--db", store, "--prune").status == 4)
    let outcome = try project.run("sync", "--no-env", "--db", store, "--prune", "--yes", "--format", "json")
    #expect(outcome.status == 0)
    #expect(try outcome.summary("remove") == 2)
    let backup = try #require(project.names.first { $0.contains("backup") })
    #expect(try project.mode(backup) == 0o600)
    #expect(try project.run("keys", "list", "--db", store, "--format", "json").output.contains("pk_live_..."))
  }

  @Test("two runs over the same state give the same bytes")
  func deterministic() throws {
    let project = try Project(demo)
    let runs = try (0..<2).map { _ in
      try project.run("plan", "--no-env", "--db", "keys.json", "--format", "json").output
    }
    #expect(runs[0] == runs[1])
  }
}

@Suite("check") struct CheckTests {
  @Test("tells drift from error, and both from being in sync")
  func drift() throws {
    let project = try Project(demo)
    #expect(try project.run("check", "--no-env", "--db", "keys.sqlite").status == 2)
    try project.run("sync", "--no-env", "--db", "keys.sqlite")
    #expect(try project.run("check", "--no-env", "--db", "keys.sqlite", "--integrity").status == 0)
    try project.write("compose.yml", "a: 1\n")
    #expect(try project.run("check", "--no-env", "--db", "keys.sqlite").status == 0)
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n")
    #expect(try project.run("check", "--no-env", "--db", "keys.sqlite").status == 0)
    #expect(try project.run("check", "--no-env", "--db", "keys.sqlite", "--strict").status == 2)
    try project.write("broken.json", "{}")
    #expect(try project.run("check", "--no-env", "--db", "broken.json").status == 1)
    #expect(try project.text("broken.json") == "{}")
  }
}

@Suite("Rivals") struct RivalTests {
  @Test("processes that sync different keys into one store at once lose none", arguments: ["keys.json", "keys.sqlite"])
  func rivals(store: String) async throws {
    let projects = try (1...6).map { number in
      try Project([".env": "STRIPE_TEST_SECRET_KEY=«sk_test:\(number)»\n"])
    }
    let shared = try Project()
    let path = shared.url(store).path
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for (number, project) in projects.enumerated() {
        group.addTask {
          let inputs = ["sync", "--no-env", "--db", path]
          return number == 0
            ? try project.run("keys", "add", "--db", path, input: "«sk_live:99»").status
            : try project.run(inputs).status
        }
      }
      for try await status in group { #expect(status == 0) }
    }
    #expect(try shared.run("keys", "list", "--db", store).output.contains("6 keys"))
    #expect(shared.names == [store])
  }
}
