import Foundation
import TestSupport
import Testing

@Suite("Settings modules") struct SettingsModuleTests {
  @Test("a live key in the code is an error, and is carried out of it all the same")
  func hardCoded() throws {
    let project = try Project(["settings.py": "STRIPE_LIVE_SECRET_KEY = \"«sk_live:1»\"\n"])
    let outcome = try project.run("sync", "--db", "keys.json", "--format", "json")
    #expect(outcome.status == 3)
    #expect(try outcome.rules() == ["KF501"])
    #expect(try outcome.summary("create") == 1)
    #expect(try project.run("check", "--db", "keys.json", "--fail-on", "never").status == 0)
    // In the database and in .env it may go from the code.
    try project.write("settings.py", "STRIPE_LIVE_SECRET_KEY = os.environ[\"STRIPE_LIVE_SECRET_KEY\"]\n")
    try project.write(".env", "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n")
    let after = try project.run("check", "--db", "keys.json", "--format", "json")
    #expect(after.status == 0)
    #expect(try after.rules().isEmpty)
  }

  @Test("a key under a name that says nothing is carried over under the setting's")
  func renamed() throws {
    let project = try Project([
      "settings.py": "STRIPE_LIVE_SECRET_KEY = env(\"PAYMENTS\")\n", ".env": "PAYMENTS=«sk_live:1»\n",
    ])
    #expect(try project.run("sync", "--db", "keys.json").status == 0)
    #expect(try project.run("keys", "list", "--db", "keys.json").output.contains("STRIPE_LIVE_SECRET_KEY"))
    #expect(try project.run("check", "--db", "keys.json").output.contains("in sync"))
  }

  @Test(
    "modules and branches that hold one setting's keys of both modes are no conflict",
    arguments: [
      [
        "settings/dev.py": "STRIPE_SECRET_KEY = \"«sk_test:1»\"\n",
        "settings/prod.py": "STRIPE_SECRET_KEY = config(\"STRIPE_LIVE_SECRET_KEY\")\n",
        ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n",
      ],
      ["settings.py": "STRIPE_SECRET_KEY = \"«sk_live:1»\" if LIVE else \"«sk_test:1»\"\n"],
      [
        "settings.py":
          "if EU:\n    STRIPE_SECRET_KEY = \"«sk_live:1»\"\nelse:\n    STRIPE_SECRET_KEY = \"«sk_live:2»\"\n"
      ],
    ])
  func alternatives(files: [String: String]) throws {
    let outcome = try Project(files).run("sync", "--db", "keys.json", "--format", "json")
    #expect(try !outcome.rules().contains("KF302"))
    #expect(try outcome.summary("create") == 2)
  }

  @Test("a key in the code and another in .env are a conflict")
  func conflict() throws {
    let project = try Project([
      "settings.py": "STRIPE_LIVE_SECRET_KEY = \"«sk_live:1»\"\n", ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n",
    ])
    #expect(try project.run("sync", "--db", "keys.json").status == 4)
    #expect(try project.run("sync", "--db", "keys.json", "--on-conflict", "first").status == 3)
  }

  @Test("one variable for both modes is a warning, a wrong one an error")
  func bothModes() throws {
    let module =
      "STRIPE_LIVE_SECRET_KEY = env(\"STRIPE_SECRET_KEY\")\nSTRIPE_TEST_SECRET_KEY = env(\"STRIPE_SECRET_KEY\")\n"
    let one = try Project(["settings.py": module, ".env": "STRIPE_SECRET_KEY=«sk_test:1»\n"]).run(
      "scan", "--format", "json")
    #expect(one.status == 0)
    #expect(Set(try one.rules()).isSuperset(of: ["KF202", "KF303"]))
    let wrong = try Project([
      "settings.py": "STRIPE_LIVE_SECRET_KEY = env(\"STRIPE_TEST_SECRET_KEY\")\n",
      ".env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n",
    ]).run("scan", "--format", "json")
    #expect(wrong.status == 3)
    #expect(try wrong.rules().contains("KF202"))
  }

  @Test("a name that differs in its case alone is not renamed; a value from the environment is no stand-in")
  func values() throws {
    let project = try Project([
      "settings.py": "class S(BaseSettings):\n    stripe_secret_key: str\nSTRIPE_KEY = env(\"X\")\n"
    ])
    let rules = try project.run(["scan", "--format", "json"], environment: ["X": "hello"])
    #expect(rules.status == 3)
    #expect(try rules.rules().count { $0 == "KF503" } == 1)
  }

  @Test("a setting that a module converts is no text any more")
  func converted() throws {
    let project = try Project([
      "settings.py": "STRIPE_LIVE_MODE = env.bool(\"STRIPE_LIVE_MODE\")\n", ".env": "STRIPE_LIVE_MODE=False\n",
    ])
    #expect(try project.run("scan", "--format", "json").rules().isEmpty)
  }

  @Test("what a module computes is not called absent, and keeps stored keys from being removed")
  func computed() throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    #expect(try project.run("sync", "--db", "keys.json").status == 0)
    try project.write(".env", "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n")
    try project.write("settings.py", "STRIPE_LIVE_SECRET_KEY = get_secret(\"x\")\n")
    #expect(try project.run("sync", "--db", "keys.json", "--prune", "--yes").status == 4)
  }

  @Test("standard input and a named file of any name are read as Python")
  func named() throws {
    let project = try Project(["conf.txt": "STRIPE_SECRET_KEY = '«sk_test:1»'\n"])
    #expect(try project.run("scan", "python:conf.txt", "--format", "json").summary("keys") == 1)
    let input = try project.run(["scan", "python:-", "--format", "json"], input: "STRIPE_SECRET_KEY = '«sk_test:1»'\n")
    #expect(try input.summary("keys") == 1)
  }

  @Test("no condition, name or message shows a secret of the code", arguments: ["text", "markdown", "json"])
  func leaks(format: String) throws {
    let project = try Project([
      "settings.py": """
      if KEY == "«sk_live:1»" and PASSWORD == "correct horse 1":
          STRIPE_SECRET_KEY = f"{x}«sk_live:2»"
      STRIPE_KEYS["«sk_live:3»"] = env("«sk_live:4»")
      STRIPE_TEST_SECRET_KEY = {"«sk_live:5»": get("«sk_live:6»")}
      STRIPE_KEY = "«sk_live:7»
      """
    ])
    for command in [["scan"], ["plan", "--db", "k.json"], ["sync", "--db", "k.json", "--on-conflict", "all"]] {
      let outcome = try project.run(command + ["--format", format, "--verbose"])
      #expect(!outcome.output.contains("correct horse"))
    }
  }
}
