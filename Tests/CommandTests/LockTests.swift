import Foundation
import TestSupport
import Testing

@Suite("A lock") struct LockTests {
  private static let files = [
    ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n",
    "compose.yml": """
    services:
      web:
        environment:
          STRIPE_TEST_PUBLIC_KEY: «pk_test:1»
          STRIPE_LIVE_PUBLIC_KEY: ${STRIPE_LIVE_PUBLIC_KEY}

    """,
    "settings.py": "STRIPE_LIVE_SECRET_KEY = config(\"STRIPE_LIVE_SECRET_KEY\")\n",
  ]

  /// With a lock; git has all but `.env` where it is installed.
  private func project() throws -> Project {
    let project = try Project(Self.files)
    try project.write(".gitignore", ".env\n")
    _ = try project.shell("git init -q . && git add . || true")
    #expect(try project.run("lock", "--no-env").status == 0)
    return project
  }

  private static let hasGit = ["/usr/bin/git", "/bin/git"].contains(where: FileManager.default.isExecutableFile)

  @Test("is written without a key, the same each time, for others to read, and left alone when nothing changed")
  func written() throws {
    let project = try project()
    let text = try project.text("keyferry.lock")
    #expect(!TestKeys.leaks(Self.files.values.flatMap(TestKeys.keys), in: text))
    #expect(text.hasPrefix("# keyferry.lock: "))
    #expect(try project.mode("keyferry.lock") == 0o644)
    let before = try FileManager.default.attributesOfItem(atPath: project.url("keyferry.lock").path)
    let again = try project.run("lock", "--no-env")
    #expect(again.status == 0 && again.errors.contains("has them already: 3 keys"))
    let after = try FileManager.default.attributesOfItem(atPath: project.url("keyferry.lock").path)
    #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
    #expect(try project.text("keyferry.lock") == text)
    let check = try project.run("check", "--lock", "keyferry.lock", "--no-env", "--format", "json")
    #expect(check.status == 0)
    #expect(try (check.report["summary"] as? [String: Any])?["verdict"] as? String == "in-sync")
    #expect(try (check.report["lock"] as? [String: Any])?["same"] as? Int == 3)
  }

  @Test("a rolled key is one block of its diff")
  func diff() throws {
    let project = try project()
    let before = try project.text("keyferry.lock").components(separatedBy: "\n\n")
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\n")
    try project.run("lock", "--no-env")
    let after = try project.text("keyferry.lock").components(separatedBy: "\n\n")
    #expect(before.count == after.count)
    let changed = zip(before, after).filter { $0 != $1 }
    #expect(changed.count == 1)
    let lines = zip(
      changed.first?.0.components(separatedBy: "\n") ?? [], changed.first?.1.components(separatedBy: "\n") ?? [])
    #expect(lines.filter { $0 != $1 }.map { $0.0.prefix { $0 != " " } } == ["key", "fingerprint"])
    try project.write("b.env", "STRIPE_LIVE_RESTRICTED_KEY=«rk_live:1»\n")
    try project.run("lock", "--no-env")
    let more = try project.text("keyferry.lock").components(separatedBy: "\n\n")
    #expect(more.filter { !after.contains($0) }.count == 1 && after.allSatisfy(more.contains))
  }

  /// What a change brings, the rule that tells it, and where.
  private static let changes: [(file: String, text: String?, rule: String, place: String)] = [
    (
      "compose.yml", "a: {STRIPE_TEST_PUBLIC_KEY: «pk_test:2», STRIPE_LIVE_PUBLIC_KEY: '${X}'}\n", "KF602",
      "compose.yml:1"
    ),
    ("compose.yml", "a: {STRIPE_LIVE_PUBLIC_KEY: '${X}'}\n", "KF603", "keyferry.lock:"),
    ("compose.yml", "a: {STRIPE_TEST_PUBLIC_KEY: «pk_test:1»}\n", "KF603", "keyferry.lock:"),
    ("compose.yml", nil, "KF603", "keyferry.lock:"),
    ("other.yml", "a: {PAYMENTS: «sk_live:7»}\n", "KF601", "other.yml:1"),
    ("other.yml", "a: {PAYMENTS: «sk_live:1»}\n", "KF601", "other.yml:1"),
    ("other.yml", "a: {STRIPE_SECRET_KEY: '${X}'}\n", "KF601", "other.yml:1"),
    (".env.example", "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "KF601", ".env.example:1"),
    ("settings.py", "X = 1\n", "KF603", "keyferry.lock:"),
    ("settings.py", "STRIPE_LIVE_SECRET_KEY = \"«sk_live:9»\"\n", "KF601", "settings.py:1"),
  ]

  @Test(
    "tells a change in CI, where .env is not to be had", .enabled(if: hasGit, "git is not installed here"),
    arguments: changes.indices)
  func change(index: Int) throws {
    let change = Self.changes[index]
    let project = try project()
    // As in a checkout.
    try FileManager.default.removeItem(at: project.url(".env"))
    let clean = try project.run("check", "--lock", "keyferry.lock", "--no-env", "--fail-on", "never")
    #expect(clean.status == 0)
    #expect(clean.output.contains("incomplete: 2 out of reach, 1 as locked"))
    if let text = change.text {
      try project.write(change.file, text)
    } else {
      try FileManager.default.removeItem(at: project.url(change.file))
    }
    for command in [["check", "--lock", "keyferry.lock"], ["lock", "--check"]] {
      let outcome = try project.run(command + ["--no-env", "--fail-on", "never"], environment: ["COLUMNS": "300"])
      #expect(outcome.status == 2)
      #expect(outcome.output.contains("drift: "))
      let told = outcome.output.split(separator: "\n").filter { $0.contains("[\(change.rule)]") }
      #expect(told.count == (change.text == nil ? 2 : 1), "\(outcome.output)")
      #expect(told.allSatisfy { $0.hasPrefix(change.place) }, "\(outcome.output)")
    }
    // Nobody is asked to approve it by a check.
    #expect(try project.run("lock", "--check", "--no-env", "--fail-on", "never").status == 2)
  }

  @Test("of an environment is neither fine nor drift where that is not to be had")
  func environment() throws {
    let project = try Project(["a.yml": "a: 1\n"])
    try project.run("lock", environment: ["STRIPE_LIVE_SECRET_KEY": "«sk_live:1»"])
    #expect(try project.text("keyferry.lock").contains("environment = true"))
    for options in [[], ["--no-env"]] {
      let outcome = try project.run(["check", "--lock", "keyferry.lock"] + options)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("incomplete: 1 out of reach") && outcome.output.contains("KF604"))
    }
    #expect(
      try project.run(
        "check", "--lock", "keyferry.lock", environment: ["STRIPE_LIVE_SECRET_KEY": "«sk_live:1»"]
      ).output.contains("in sync: 1 as locked"))
    #expect(
      try project.run("check", "--lock", "keyferry.lock", environment: ["STRIPE_LIVE_SECRET_KEY": "«sk_live:2»"]).status
        == 2)
  }

  @Test("of an environment tells what is gone where env: names it")
  func namedEnvironment() throws {
    let project = try Project([:])
    try project.run("lock", "env:", environment: ["STRIPE_LIVE_SECRET_KEY": "«sk_live:1»"])
    for value in [nil, "", "changeme"] {
      let outcome = try project.run(
        "check", "env:", "--lock", "keyferry.lock",
        environment: value.map { ["STRIPE_LIVE_SECRET_KEY": $0] } ?? [:])
      #expect(outcome.status == 2 && outcome.output.contains("KF603"), "\(outcome.output)")
    }
  }

  @Test("whose readable half is another key's is drift, or damaged")
  func lies() throws {
    let project = try project()
    let text = try project.text("keyferry.lock")
    let tail = Project.key("sk_live:1").suffix(4)
    try project.write("keyferry.lock", text.replacing("sk_live_...\(tail)", with: "sk_live_...0000"))
    let outcome = try project.run("check", "--lock", "keyferry.lock", "--no-env")
    #expect(outcome.status == 2 && outcome.output.contains("KF602"), "\(outcome.output)")
    let name = "name = \"STRIPE_LIVE_SECRET_KEY\"\ntype"
    try project.write("keyferry.lock", text.replacing(name, with: "name = \"STRIPE_TEST_SECRET_KEY\"\ntype"))
    let renamed = try project.run("check", "--lock", "keyferry.lock", "--no-env")
    #expect(renamed.status == 1 && renamed.errors.contains("name is none of its settings'"), "\(renamed.errors)")
  }

  @Test("of some of its sources says nothing of the others")
  func fewer() throws {
    let project = try project()
    let outcome = try project.run("check", "compose.yml", "--lock", "keyferry.lock")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("incomplete: 3 out of reach, 1 as locked"))
    #expect(outcome.output.contains("was not read here"))
  }

  @Test(
    "is not kept to where a line was skipped, or a key is broken",
    arguments: ["STRIPE TEST «sk_test:1»\n", "STRIPE_TEST_SECRET_KEY=\"«sk_test:1»,\"\n"])
  func notLookedAt(line: String) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    try project.run("lock", "--no-env")
    #expect(try project.run("check", "--lock", "keyferry.lock", "--no-env").output.contains("in sync: 1 as locked"))
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n" + line)
    let outcome = try project.run("check", "--lock", "keyferry.lock", "--no-env", "--fail-on", "never")
    #expect(outcome.status == 0 && outcome.output.contains("incomplete: 1 as locked"), "\(outcome.output)")
  }

  @Test("names files from its own folder, wherever it is compared")
  func elsewhere() throws {
    let project = try project()
    try project.write("deploy/x.txt", "x")
    let text = try project.text("keyferry.lock")
    for line in [
      "cd deploy && keyferry check .. --lock ../keyferry.lock", "keyferry check \"$PWD\" --lock \"$PWD/keyferry.lock\"",
      "keyferry check ./deploy/.. --lock deploy/../keyferry.lock",
      "cd deploy && keyferry lock .. --out ../keyferry.lock",
    ] {
      let outcome = try project.shell(line)
      #expect(outcome.status == 0, "\(line): \(outcome.output)\(outcome.errors)")
      #expect(line.contains(" lock ") || outcome.output.contains("in sync: 3 as locked"), "\(line): \(outcome.output)")
    }
    #expect(try project.text("keyferry.lock") == text)
  }

  @Test("is not written while a source can't be read, and a check then fails")
  func unread() throws {
    let project = try project()
    let text = try project.text("keyferry.lock")
    try project.write("bad.yml", "STRIPE_LIVE_SECRET_KEY: [«sk_live:9»\n")
    let outcome = try project.run("lock", "--no-env")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("keyferry.lock was not written"))
    #expect(try project.text("keyferry.lock") == text)
    #expect(try project.run("check", "--lock", "keyferry.lock", "--no-env").status == 1)
  }

  @Test("that is missing, a folder, no lock, newer, damaged or in conflict is an error with its place")
  func wrongFile() throws {
    let project = try project()
    let text = try project.text("keyferry.lock")
    try project.write("newer.lock", text.replacing("version = 1", with: "version = 2"))
    try project.write("damaged.lock", text.replacing("mode = \"live\"", with: "mode = \"alive\""))
    try project.write("conflict.lock", text.replacing("\n[[key]]", with: "\n<<<<<<< HEAD\n[[key]]"))
    for (name, told) in [
      ("none.lock", "none.lock: no such file or directory: `keyferry lock` makes it"), (".", "is a directory"),
      (".env", "is no lock"), ("newer.lock", "update keyferry"), ("damaged.lock", "damaged.lock:6: "),
      ("conflict.lock", "conflict.lock:6: a merge conflict"),
    ] {
      let outcome = try project.run("check", "--lock", name, "--no-env")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(told), "\(outcome.errors)")
    }
    for format in ["json", "sarif", "junit", "gitlab"] {
      let report = try project.run("check", "--lock", "conflict.lock", "--no-env", "--format", format)
      #expect(report.status == 1 && report.output.contains("a merge conflict"), "\(format): \(report.output)")
    }
    let noted = try project.run("check", "--lock", "conflict.lock", "--no-env", "--format", "gitlab")
    #expect(
      noted.output.contains("\"begin\": 6") && noted.output.contains("\"path\": \"conflict.lock\""), "\(noted.output)")
    // Running it again settles a conflict.
    #expect(try project.run("lock", "--no-env", "--out", "conflict.lock").status == 0)
    #expect(try project.text("conflict.lock") == text)
  }

  @Test(
    "leaves the database out", arguments: [["--db", "k.json"], ["--strict"], ["--from", "k.json"], ["--integrity"]])
  func alone(options: [String]) throws {
    let project = try project()
    let outcome = try project.run(["check", "--lock", "keyferry.lock"] + options)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("exclude each other"))
  }

  @Test("goes onto no source and no database", arguments: [".env", "keys.json", ""])
  func targets(path: String) throws {
    let project = try project()
    try project.run("sync", "--no-env", "--db", "keys.json")
    let before = project.bytes(path.isEmpty ? ".env" : path)
    #expect(try project.run("lock", "--no-env", "--out", path).status == 64)
    #expect(project.bytes(path.isEmpty ? ".env" : path) == before)
  }

  @Test("goes onto nothing that is no lock, and into no file called -")
  func foreign() throws {
    let project = try project()
    try project.write("README.md", "# ours\n")
    for path in ["README.md", "-"] {
      for command in [["lock"], ["plan", "--db", "keys.json"]] {
        let outcome = try project.run(command + ["--no-env", "--out", path])
        #expect(outcome.status == 64, "\(command) \(path): \(outcome.errors)")
      }
    }
    #expect(try project.run("scan", "--no-env", "--format", "json=-").status == 64)
    #expect(try project.text("README.md") == "# ours\n")
    #expect(!project.names.contains("-"))
    try project.write("empty.lock", "")
    #expect(try project.run("lock", "--no-env", "--out", "empty.lock").status == 0)
  }

  @Test("shows no key in any format", arguments: ["text", "markdown", "json"])
  func leaks(format: String) throws {
    let project = try project()
    try project.write(
      "\(Project.key("sk_live:4")).env", "STRIPE_KEY_«sk_live:5»=«sk_live:6»\nSTRIPE_KEY=\"«sk_live:7» \"\n")
    try project.run("lock", "--no-env", "--verbose", "--format", format)
    let keys = (4...7).flatMap { TestKeys.keys(in: "«sk_live:\($0)»") }
    #expect(!TestKeys.leaks(keys, in: try project.text("keyferry.lock")))
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:8»\n")
    try project.run("check", "--lock", "keyferry.lock", "--no-env", "--verbose", "--format", format)
  }
}
