import Foundation
import TestSupport
import Testing

/// What a run must not do to files, and what it must not take for read.
@Suite("Guards") struct GuardTests {
  @Test(
    "no report goes onto a database or a source",
    arguments: [
      ["sync", ".env", "--db", "k.json", "--format", "json=k.json"],
      ["plan", ".env", "--db", "k.sqlite", "--format", "json=k.sqlite"],
      ["scan", ".env", "--format", "json=k.json"], ["keys", "list", "--db", "k.json", "--format", "json=./k.json"],
      ["scan", "--format", "json=.env"], ["scan", ".env", "--format", "markdown=link.md"],
      ["plan", ".env", "--db", "new.json", "--format", "json=./new.json"],
      ["scan", "broken.json", "--format", "json=broken.json"], ["scan", "c.yml", "--format", "json=order.json"],
      ["rules", "--format", "json=.env"], ["scan", ".env", "--format", "json=o.json", "--format", "text=./o.json"],
    ])
  func targets(arguments: [String]) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "c.yml": "a: 1\n"])
    try project.run("sync", ".env", "--db", "k.json")
    try project.run("sync", ".env", "--db", "k.sqlite")
    try project.write("broken.json", "{\"STRIPE_LIVE_SECRET_KEY\": \"«sk_live:2»\"")
    let keys = try #require(try JSONSerialization.jsonObject(with: project.bytes("k.json") ?? Data()) as? [String: Any])
    let rows = try JSONSerialization.data(withJSONObject: keys["keys"] ?? [])
    try project.write(
      "order.json", bytes: Array("{\"keys\": \(String(decoding: rows, as: UTF8.self)), \"version\": 1}".utf8))
    try FileManager.default.createSymbolicLink(atPath: project.url("link.md").path, withDestinationPath: ".env")
    let before = project.names.map { project.bytes($0) }
    #expect(try project.run(arguments).status == 64)
    #expect(project.names.map { project.bytes($0) } == before)
  }

  @Test("a malformed line redefines nothing, and keeps --prune from removing what it may have held")
  func malformed() throws {
    let project = try Project([
      ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_LIVE_SECRET_KEY=\"«sk_live:2»\" junk\n"
    ])
    let outcome = try project.run("sync", "--no-env", "--db", "k.json", "--format", "json")
    #expect(outcome.status == 0)
    #expect(try outcome.summary("create") == 1)
    #expect(try project.text("k.json").contains(Project.key("sk_live:1")))
    #expect(try project.run("sync", "--no-env", "--db", "k.json", "--prune", "--yes").status == 4)
  }

  @Test(
    "--prune is refused while a key may lie where nobody looked",
    arguments: [
      "STRIPE_LIVE_SECRET_KEY=${ELSEWHERE}\n", "STRIPE_LIVE_SECRET_KEY_FILE=/run/secrets/stripe\n",
      "STRIPE_LIVE_SECRET_KEY=ENC[AES256_GCM,data:x]\n", "STRIPE_LIVE_SECRET_KEY={{ stripe_key }}\n",
    ])
  func elsewhere(line: String) throws {
    let project = try Project([".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", "--no-env", "--db", "k.json")
    try project.write(".env", "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n" + line)
    #expect(try project.run("sync", "--no-env", "--db", "k.json", "--prune", "--yes").status == 4)
    #expect(try project.text("k.json").contains(Project.key("sk_live:1")))
  }

  @Test("an env_file that the repository does not hold is no failure, leaves a check incomplete and stops --prune")
  func environmentFile() throws {
    let project = try Project([
      ".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n",
      "compose.yml": "services: {web: {env_file: [.env, .env.stripe]}}\n",
    ])
    let first = try project.run("sync", "--no-env", "--db", "k.json")
    #expect(first.status == 0)
    #expect(first.output.contains("KF105"))
    let check = try project.run("check", "--no-env", "--db", "k.json", "--quiet")
    #expect(check.status == 0)
    #expect(check.output.contains("incomplete"))
    try project.write(".env", "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n")
    #expect(try project.run("sync", "--no-env", "--db", "k.json", "--prune", "--yes").status == 4)
    #expect(try project.text("k.json").contains(Project.key("sk_live:1")))
  }

  @Test("a file that is encrypted as a whole is reported as that, and never counts as absent")
  func vault() throws {
    let project = try Project([".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\nSTRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", "--no-env", "--db", "k.json")
    try project.write(".env", "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n")
    try project.write("vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162636465\n")
    let outcome = try project.run("plan", "--no-env", "--db", "k.json", "--format", "json")
    #expect(outcome.status == 0)
    #expect(try outcome.rules().contains("KF104"))
    #expect(try outcome.summary("not_read") == 1)
    #expect(try project.run("sync", "--no-env", "--db", "k.json", "--prune", "--yes").status == 4)
  }

  @Test("UTF-16 without a byte order mark is no empty file")
  func wide() throws {
    let project = try Project()
    let text = Array("STRIPE_LIVE_SECRET_KEY=x\nA=1\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    try project.write("prod.env", bytes: text)
    let outcome = try project.run("scan", "--no-env", "--format", "json")
    #expect(outcome.status == 1)
    #expect(try outcome.rules() == ["KF101"])
  }

  @Test("a run over the same state writes the same report, the one beside the sources included")
  func sameReport() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "c.json": "{\"a\": 1}\n"])
    try project.run("sync", ".env", "--db", "k.json")
    for command in [["scan"], ["plan", "--db", "new.json"], ["sync", "--db", "k.json"], ["check", "--db", "k.json"]] {
      var reports: [Data?] = []
      for _ in 1...2 {
        try project.run(command + ["--no-env", "--format", "json=report.json"])
        reports.append(project.bytes("report.json"))
      }
      #expect(reports[0] == reports[1], "\(command)")
      try FileManager.default.removeItem(at: project.url("report.json"))
    }
  }

  @Test("a closed standard input is no empty source")
  func closedInput() throws {
    let project = try Project()
    #expect(try project.shell("exec keyferry scan dotenv:- <&-").status == 1)
  }

  @Test("a report for /dev/stdout goes on behind what is there, and waits for a slow reader")
  func standardOutput() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.write("ci.log", "before\n")
    #expect(try project.shell("keyferry scan .env --format json=/dev/stdout >> ci.log").status == 0)
    #expect(try project.text("ci.log").hasPrefix("before\n{"))
    let many = (0..<2000).map { "STRIPE_TEST_SECRET_KEY_\($0)=«sk_test:\($0)»\n" }.joined()
    try project.write("many.env", many)
    let outcome = try project.shell(
      "(keyferry scan many.env --format json=/dev/stdout --quiet; echo $? > status) | (sleep 1; cat) | tail -1")
    #expect(outcome.output == "}\n")
    #expect(try project.text("status") == "0\n")
  }

  @Test("--integrity fails in the report, too")
  func integrity() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.write("k.json", "{}")
    let outcome = try project.run(
      "check", ".env", "--db", "k.json", "--integrity", "--format", "text", "--format", "json=ci.json")
    #expect(outcome.status == 1)
    #expect(try project.text("ci.json").contains("\"verdict\": \"failed\""))
  }

  @Test("check does not say in sync where a value lay elsewhere")
  func elsewhereInCheck() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", ".env", "--db", "k.json")
    try project.write("b.env", "STRIPE_LIVE_SECRET_KEY=${ELSEWHERE}\n")
    let outcome = try project.run("check", ".env", "b.env", "--db", "k.json")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("incomplete"))
  }

  @Test("check does not say in sync of a key that has stray characters")
  func brokenInCheck() throws {
    let project = try Project([".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n"])
    try project.run("sync", ".env", "--db", "k.json")
    try project.write(".env", "STRIPE_TEST_SECRET_KEY=«sk_test:1»\nSTRIPE_LIVE_SECRET_KEY='«sk_live:2» '\n")
    let outcome = try project.run("check", ".env", "--db", "k.json", "--format", "json")
    #expect(outcome.status == 3)
    #expect((try outcome.report["summary"] as? [String: Any])?["verdict"] as? String == "incomplete")
  }

  @Test("--prune keeps a key that a line above the last one still has")
  func overridden() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("sync", ".env", "--db", "k.json")
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_LIVE_SECRET_KEY=«sk_live:2»\n")
    #expect(try project.run("sync", ".env", "--db", "k.json", "--prune").status == 0)
    #expect(try project.text("k.json").contains(Project.key("sk_live:1")))
  }

  @Test("a database that is not there is drift, and no list of keys")
  func missingDatabase() throws {
    let project = try Project()
    #expect(try project.run("check", "--no-env", "--db", "typo.json").status == 2)
    #expect(try project.run("keys", "list", "--db", "typo.json").status == 1)
  }

  @Test("the command lines of a refusal work when pasted, and leave no other key out")
  func pasted() throws {
    let project = try Project([
      "-a.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "b c.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n",
      "c.yml": "STRIPE_TEST_SECRET_KEY: «sk_test:3»\n",
    ])
    let refused = try project.run("sync", "--no-env", "--db", "k.json", "--format", "json")
    #expect(refused.status == 4)
    let blocked = try #require(try refused.report["blocked"] as? [[String: Any]])
    let commands = blocked.flatMap { $0["commands"] as? [String] ?? [] }
    #expect(commands.count == 4)
    for (index, command) in commands.enumerated() {
      try? FileManager.default.removeItem(at: project.url("k.json"))
      #expect(try project.shell("\(command) >/dev/null").status == 0, "\(command)")
      #expect(try project.text("k.json").contains(Project.key("sk_test:3")), "\(command)")
      if index == 0 { #expect(try !project.text("k.json").contains(Project.key("sk_live:2"))) }
    }
  }

  @Test("a command line that would go through takes the place of options that were given")
  func givenAgain() throws {
    let project = try Project([
      "a.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "b.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n",
    ])
    for given in [["--on-conflict", "error"], ["--on-conflict=error"]] {
      let refused = try project.run(
        ["sync", "--no-env"] + given + ["--db", "k.json", "--format", "json", "--", "a.env", "b.env"])
      for command in try commands(refused) {
        try? FileManager.default.removeItem(at: project.url("k.json"))
        #expect(try project.shell("\(command) >/dev/null").status == 0, "\(command)")
      }
    }
  }

  @Test("one command line confirms all removals, and none is offered where confirming is not enough")
  func confirmed() throws {
    let project = try Project([
      "a.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\nSTRIPE_API_KEY=«sk_test:3»\n"
    ])
    try project.run("sync", "--no-env", "a.env", "--db", "k.json")
    let prune = ["sync", "--no-env", "a.env", "--db", "k.json", "--prune", "--max-deletes", "1", "--format", "json"]
    try project.write("a.env", "A=1\n")
    let hopeless = try project.run(prune)
    #expect(hopeless.status == 4)
    #expect(try commands(hopeless) == [])
    try project.write("a.env", "STRIPE_PUBLIC_KEY=«pk_live:4»\n")
    let refused = try project.run(prune)
    #expect(refused.status == 4)
    #expect(try project.run(["plan"] + prune.dropFirst() + ["--max-deletes", "9"]).status == 4)
    let ways = try Set(commands(refused))
    #expect(ways.count == 1)
    for way in ways { #expect(try project.shell("\(way) >/dev/null").status == 0, "\(way)") }
    try project.run("undo", "--forget", "--db", "k.json")
    #expect(try !project.text("k.json").contains(Project.key("sk_live:1")))
  }

  private func commands(_ outcome: Outcome) throws -> [String] {
    let blocked = try #require(try outcome.report["blocked"] as? [[String: Any]])
    return blocked.flatMap { $0["commands"] as? [String] ?? [] }
  }
}
