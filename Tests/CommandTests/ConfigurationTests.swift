import Foundation
import TestSupport
import Testing

@Suite("Configuration") struct ConfigurationTests {
  private let env = "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\n"

  @Test("is found here or above, up to the repository's root, and its paths are from its folder")
  func found() throws {
    let project = try Project([
      ".keyferry.yml": "sources: [a.env]\nstore: keys.json\n", "a.env": env, ".env": "STRIPE_KEY=«sk_test:3»\n",
    ])
    #expect(try project.run("sync").status == 0)
    #expect(project.names.contains("keys.json"))
    try project.write("shop/web/x", "")
    // Above a folder that is in no repository is another's.
    let outside = try project.shell("cd shop/web && keyferry scan --format json")
    #expect(try outside.summary("keys") == 0)
    try project.write(".git/HEAD", "")
    let inside = try project.shell("cd shop/web && keyferry check --format json")
    #expect(inside.status == 0)
    #expect(try inside.summary("keys") == 2)
    #expect(inside.output.contains("../../a.env"))
    try project.write("shop/.git/HEAD", "")
    #expect(try project.shell("cd shop/web && keyferry scan --format json").summary("keys") == 0)
  }

  @Test("is where the places of a database start, wherever a run takes place")
  func places() throws {
    let project = try Project([
      ".git/HEAD": "", "app/.keyferry.yml": "sources: [., ../shared]\nstore: keys.json\nenv: false\n", "app/a.env": env,
      "app/web/b.env": "STRIPE_KEY=«sk_test:3»\n", "shared/c.env": "DJSTRIPE_SECRET_KEY=«sk_live:4»\n",
    ])
    #expect(try project.shell("cd app && keyferry sync").status == 0)
    let stored = try project.text("app/keys.json")
    for source in ["a.env", "web/b.env", "../shared/c.env"] { #expect(stored.contains("\"\(source)\"")) }
    for run in [
      "cd app/web && keyferry", "cd app && keyferry", "keyferry --config app/.keyferry.yml",
      "cd shared && keyferry --config \"$PWD/../app/.keyferry.yml\"",
      "cd app && keyferry ./a.env ./web \"$PWD/../shared\"",
    ] {
      let words = run.replacing("keyferry", with: "keyferry check --format json", maxReplacements: 1)
      let outcome = try project.shell(words)
      #expect(outcome.status == 0, "\(run)")
      let isNamedOtherwise = run.contains("/../shared")
      #expect(try outcome.summary("update") == (isNamedOtherwise ? 1 : 0), "\(run): \(outcome.output)")
    }
    let elsewhere = try project.shell("cd app/web && keyferry plan --format json")
    #expect(elsewhere.output.contains("../a.env"))
    #expect(try project.shell("cd app/web && keyferry sync").status == 0)
    #expect(try project.text("app/keys.json") == stored)
  }

  @Test("counts below the environment, and that below flags")
  func precedence() throws {
    let project = try Project([".keyferry.yml": "store: file.json\nlayout: keyferry\n", ".env": env])
    func store(_ arguments: String..., environment: [String: String] = [:]) throws -> String? {
      let outcome = try project.run(["plan", "--format", "json"] + arguments, environment: environment)
      return (try outcome.report["store"] as? [String: Any])?["location"] as? String
    }
    #expect(try store() == "file.json")
    #expect(try store(environment: ["KEYFERRY_DB": "variable.json"]) == "variable.json")
    #expect(try store("--db", "flag.json", environment: ["KEYFERRY_DB": "variable.json"]) == "flag.json")
    #expect(try store("--no-config") == "keyferry.sqlite")
    try project.write("other.yml", "store: other.json\n")
    #expect(try store("--config", "other.yml") == "other.json")
    #expect(try store(environment: ["KEYFERRY_CONFIG": "other.yml"]) == "other.json")
  }

  @Test("a flag can take back what the file says")
  func inverted() throws {
    let project = try Project([
      ".keyferry.yml": "include-unmapped: true\nenv: false\n", ".env": "PAYMENTS=«sk_live:1»\n",
    ])
    let environment = ["STRIPE_KEY": "«sk_test:2»"]
    func created(_ arguments: String...) throws -> Int? {
      try project.run(["plan", "--db", "k.json", "--format", "json"] + arguments, environment: environment)
        .summary("create")
    }
    #expect(try created() == 1)
    #expect(try created("--no-include-unmapped") == 0)
    #expect(try created("--env") == 2)
  }

  @Test("that is wrong ends in 78, with every mistake at its place, and nothing is done")
  func wrong() throws {
    let project = try Project([".keyferry.yml": "sorces: [.env]\non-conflict: frist\n", ".env": env])
    for command in [
      ["scan"], ["sync", "--db", "k.json"], ["keys", "list"], ["export", "--format", "json"], ["config"],
    ] {
      let outcome = try project.run(command)
      #expect(outcome.status == 78)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("error: .keyferry.yml:1:1: sorces is not a part of a configuration"))
      #expect(
        outcome.errors.contains("error: .keyferry.yml:2:14: frist is not one of error, first, all: did you mean first?")
      )
    }
    #expect(!project.names.contains("k.json"))
    #expect(try project.run("scan", "--no-config").status == 0)
    #expect(try project.run("scan", "--config", "absent.yml").status == 78)
    #expect(try project.run("scan", "--config", "x", "--no-config").status == 64)
  }

  @Test("a variable that is wrong ends in 64 and is not shown")
  func variables() throws {
    let project = try Project([".env": env])
    let outcome = try project.run("scan", environment: ["KEYFERRY_ON_CONFLICT": "hunter2"])
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("KEYFERRY_ON_CONFLICT is not what --on-conflict takes: error, first, all"))
    #expect(!outcome.errors.contains("hunter2"))
  }

  @Test("names settings of the project's own, for every kind of source")
  func names() throws {
    let project = try Project([
      ".keyferry.yml": "settings:\n  PAYMENTS_KEY: {role: secret, mode: live}\n",
      ".env": "PAYMENTS_KEY=«sk_live:1»\n", "app.yml": "payments: {key: «sk_live:1»}\n",
      "settings.py": "PAYMENTS_KEY = config('PAYMENTS_KEY')\n",
    ])
    let outcome = try project.run("plan", "--db", "k.json", "--format", "json")
    #expect(try outcome.summary("create") == 1)
    #expect(try !outcome.rules().contains("KF212"))
    try project.write(".env", "PAYMENTS_KEY=«sk_test:2»\n")
    #expect(try project.run("plan", "--db", "k.json", "--format", "json").rules().contains("KF202"))
  }

  @Test("names settings by a name of one word in every spelling, too")
  func oneWord() throws {
    let project = try Project([
      ".keyferry.yml": "settings: {paymentskey: {role: secret, mode: live}}\nenv: false\n",
      ".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n", "a.yml": "env: {PAYMENTS_KEY: \"${V}\"}\n",
      "b.yml": "payments:\n  url: x\n  key: sk-live-Zz\n", "c.json": "{\"payments_key\": \"sk-live-Zz\"}\n",
      "compose.yml": "services: {web: {environment: [PAYMENTS_KEY]}}\n",
    ])
    let report = try project.run("scan", "--format", "json").output
    for path in ["a.yml", "b.yml", "c.json", "compose.yml"] { #expect(report.contains(path), "\(path)") }
  }

  @Test("is written over by no report of any command")
  func reports() throws {
    let project = try Project([".keyferry.yml": "env: false\n", "k.yml": "store: k.json\n", ".env": env])
    #expect(try project.run("sync", "--db", "k.json").status == 0)
    let target = "json=.keyferry.yml"
    for arguments in [["rules"], ["explain", "KF101"], ["keys", "list", "--db", "k.json"]] {
      #expect(try project.run(arguments + ["--format", target]).status == 64)
    }
    for arguments in [["keys", "list"], ["history"], ["undo", "--yes"], ["undo", "--dry-run"]] {
      #expect(try project.run(arguments + ["--config", "k.yml", "--format", "json=k.yml"]).status == 64)
    }
    #expect(try project.text(".keyferry.yml") == "env: false\n")
    #expect(try project.text("k.yml") == "store: k.json\n")
  }

  @Test("that leaves nothing to read is wrong")
  func nothing() throws {
    let project = try Project([".keyferry.yml": "sources: [\"env:\"]\nenv: false\n", ".env": env])
    let outcome = try project.run("scan")
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains(".keyferry.yml:2:6: env: is the only source"))
    #expect(try project.run("scan", "--env").status == 0)
  }

  @Test("that asks for a layout that its store can't have is wrong at its place")
  func layout() throws {
    let project = try Project([".keyferry.yml": "store: k.json\nlayout: djstripe\n", ".env": env])
    for command in ["config", "plan"] {
      let outcome = try project.run(command)
      #expect(outcome.status == 78)
      #expect(outcome.errors.contains("error: .keyferry.yml:2:9: djstripe is for SQL databases"))
      #expect(try project.run(command, "--db", "k.json").status == 64)
    }
  }

  @Test("whose patterns left something out says so, and nothing is removed")
  func removalBesideExclude() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", "b/.env": "STRIPE_KEY=«sk_test:2»\n"])
    #expect(try project.run("sync", "--no-env", "--db", "k.json").status == 0)
    try project.write(".keyferry.yml", "exclude: [b/]\nenv: false\n")
    for format in ["text", "markdown", "html", "sarif", "junit"] {
      let output = try project.run("scan", "--format", format).output
      #expect(output.contains("1 left out by exclude") || output.contains("Left out by exclude"), "\(format)")
    }
    #expect(try project.run("scan", "--format", "json").summary("excluded") == 1)
    for format in ["text", "markdown"] {
      let story = try project.run("explain", "STRIPE_KEY", "--format", format)
      #expect(story.output.contains("1 left out by exclude"))
    }
    #expect(try project.run("explain", "STRIPE_KEY", "--format", "json").report["excluded"] as? Int == 1)
    #expect(try project.run("scan", "--exclude", "b[").status == 64)
    #expect(try project.run("baseline", "--db", "k.json").errors.contains("; 1 left out by exclude"))
    #expect(try project.run("init", "--force", "--exclude", "b/").errors.contains("; 1 left out by exclude"))
    #expect(try project.text(".keyferry.yml").contains("as in .gitignore: 1 path here, not looked at."))
    try project.write(".keyferry.yml", "exclude: [b/]\nenv: false\n")
    let before = project.bytes("k.json")
    let pruned = try project.run("sync", "--db", "k.json", "--prune", "--yes")
    #expect(pruned.status == 4)
    #expect(pruned.errors.contains("exclude left out 1 file or folder"))
    #expect(project.bytes("k.json") == before)
    // A pattern that fits nothing keeps nothing from being seen.
    #expect(try project.run("sync", "--db", "k.json", "--prune", "--exclude", "nosuch/").status == 0)
  }

  @Test("by a name that is not looked for is told of", arguments: [".keyferry.yaml"])
  func otherName(name: String) throws {
    let project = try Project([name: "env: false\n", ".env": env])
    let outcome = try project.run("scan")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("\(name) is not read"))
    #expect(try project.run("scan", "--no-config").status == 0)
    #expect(try project.run("scan", "--config", name).status == 0)
    try project.write(".git/HEAD", "")
    try project.write("web/a.env", env)
    let below = try project.shell("cd web && keyferry scan")
    #expect(below.status == 64)
    #expect(below.errors.contains("../\(name) is not read"))
    // The one that is nearer is taken to count.
    try project.write("web/.keyferry.yml", "env: false\n")
    #expect(try project.shell("cd web && keyferry scan").status == 0)
    try project.write("web/app/\(name)", "env: true\n")
    #expect(try project.shell("cd web/app && keyferry scan").errors.contains("error: \(name) is not read"))
  }

  @Test("names the account of a key that is added by itself, too")
  func account() throws {
    let project = try Project([".keyferry.yml": "account: acct_1Shop\nstore: k.json\n"])
    func account(_ arguments: String..., key: String, environment: [String: String] = [:]) throws -> String? {
      let outcome = try project.run(
        ["keys", "add", "--format", "json"] + arguments, input: TestKeys.filling(key), environment: environment)
      return (try outcome.report["keys"] as? [[String: Any]])?.first?["account"] as? String
    }
    #expect(try account(key: "«sk_live:1»") == "acct_1Shop")
    #expect(try account("--account", "acct_2", key: "«sk_live:2»") == "acct_2")
    #expect(try account(key: "«sk_live:3»", environment: ["KEYFERRY_ACCOUNT": "acct_3"]) == "acct_3")
    #expect(try account("--no-config", "--db", "k.json", key: "«sk_live:4»") == nil)
  }

  @Test("switches rules off and grades them, and the report says so")
  func rules() throws {
    let project = try Project([
      ".keyferry.yml": "rules:\n  KF107: off\n  restricted-key: error\n",
      ".env": "STRIPE_LIVE_SECRET_KEY=«rk_live:1»\n",
    ])
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n", mode: 0o644)
    let text = try project.run("scan", "--no-env")
    #expect(text.output.contains("1 finding set aside, and no other"))
    #expect(!text.output.contains("no findings"))
    let json = try project.run("scan", "--no-env", "--format", "json").report
    let suppressed = try #require((json["suppressed"] as? [[String: Any]])?.first)
    #expect(suppressed["rule"] as? String == "KF107")
    #expect(((suppressed["suppression"] as? [String: Any])?["location"] as? [String: Any])?["line"] as? Int == 2)
    try project.write(".env", "STRIPE_LIVE_RESTRICTED_KEY=«rk_live:1»\n")
    #expect(try project.run("scan", "--no-env").status == 3)
    // What a person graded to an error keeps a sync from writing.
    #expect(try project.run("sync", "--no-env", "--db", "k.json").status == 4)
  }

  @Test("an error that is switched off keeps a removal from being made all the same")
  func removal() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\n"])
    #expect(try project.run("sync", "--no-env", "--db", "k.json").status == 0)
    // Mistyped: the stored key is the right one.
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:1:20»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\n")
    try project.write(".keyferry.yml", "rules: {malformed-key: off}\n")
    #expect(try project.run("sync", "--no-env", "--db", "k.json").status == 0)
    let before = project.bytes("k.json")
    let pruned = try project.run("sync", "--no-env", "--db", "k.json", "--prune", "--yes")
    #expect(pruned.status == 4)
    #expect(project.bytes("k.json") == before)
  }

  @Test("leaves paths out of a walk, and not where they are named")
  func exclude() throws {
    let project = try Project([
      ".keyferry.yml": "exclude: [legacy/]\n", ".env": env, "legacy/.env": "STRIPE_KEY=«sk_test:3»\n",
    ])
    func keys(_ arguments: String...) throws -> Int? {
      try project.run(["scan", "--no-env", "--format", "json"] + arguments).summary("keys")
    }
    #expect(try keys() == 2)
    #expect(try keys("--no-config") == 3)
    #expect(try keys("--exclude", "*.env", "--exclude", ".env") == 0)
    #expect(try keys("legacy/.env") == 1)
  }

  @Test("is part of a saved plan, which is carried out with or without it")
  func savedPlan() throws {
    let project = try Project([
      ".keyferry.yml": "sources: [a.env]\nstore: k.json\nskip-publishable: true\n",
      "a.env": env + "STRIPE_LIVE_PUBLIC_KEY=«pk_live:3»\n", ".env": "STRIPE_KEY=«sk_test:4»\n",
    ])
    #expect(try project.run("plan", "--out", "plan.json").status == 0)
    #expect(try project.run("sync", "--plan", "plan.json", "--no-config").status == 0)
    #expect(try project.run("check", "--format", "json").summary("keep") == 2)
  }

  @Test("is no source, and no report goes over it")
  func noSource() throws {
    let project = try Project([
      ".keyferry.yml": "settings:\n  STRIPE_SECRET_KEY: {role: secret, mode: live}\n"
    ])
    #expect(try project.run("scan", "--no-env", "--format", "json").summary("settings") == 0)
    #expect(try project.run("scan", "--no-env", "--no-config", "--format", "json").summary("settings") == 0)
    #expect(try project.run("scan", "--format", "json=.keyferry.yml").status == 64)
    #expect(try project.text(".keyferry.yml").hasPrefix("settings:"))
  }

  @Test("a key in it is refused and not shown")
  func keys() throws {
    let project = try Project([".keyferry.yml": "settings:\n  PAYMENTS_KEY: «sk_live:1»\n"])
    let outcome = try project.run("scan")
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains(".keyferry.yml:2:17: "))
  }
}
