import Foundation
import TestSupport
import Testing

/// GitHub's runner, as far as a composite action's `run` steps need it.
private struct Runner {
  let project: Project
  let action: [String: Any]
  private(set) var outputs: [String: String] = [:]

  init(_ project: Project) throws {
    self.project = project
    action = try CITools.yaml(Repository.text("action.yml"))
    try project.write("out/summary.md", "before\n")
  }

  var steps: [[String: Any]] { ((action["runs"] as? [String: Any])?["steps"] as? [[String: Any]]) ?? [] }

  /// Runs the steps that are scripts, up to the first that fails.
  ///
  /// - Parameter given: the inputs of a workflow; the others have their defaults.
  mutating func run(_ given: [String: String]) throws -> Outcome {
    var inputs = (action["inputs"] as? [String: [String: Any]] ?? [:]).mapValues { $0["default"] as? String ?? "" }
    #expect(Set(given.keys).isSubset(of: inputs.keys))
    inputs.merge(given) { _, new in new }
    var last = Outcome(status: 0, output: "", errors: "")
    for step in steps {
      guard let script = step["run"] as? String else { continue }
      #expect(step["shell"] as? String == "bash")
      var variables = (step["env"] as? [String: String] ?? [:]).mapValues { value(of: $0, inputs) }
      variables["GITHUB_ACTION_PATH"] = Repository.root.path
      variables["GITHUB_ACTIONS"] = "true"
      variables["GITHUB_OUTPUT"] = project.url("out/output").path
      variables["GITHUB_STEP_SUMMARY"] = project.url("out/summary.md").path
      let exports = variables.map { "export \($0.key)=\(CITools.quoted($0.value))\n" }.joined()
      try project.write("out/output", "")
      try project.write("out/step.sh", script)
      last = try project.shell(exports + "bash --noprofile --norc -eo pipefail out/step.sh")
      for line in try project.text("out/output").split(separator: "\n") {
        let parts = line.split(separator: "=", maxSplits: 1)
        outputs["\(step["id"] ?? "").\(parts[0])"] = parts.count == 2 ? String(parts[1]) : ""
      }
      if last.status != 0 { break }
    }
    return last
  }

  /// What `${{ … }}` stands for; nothing else of GitHub's expressions is in an `env`.
  private func value(of text: String, _ inputs: [String: String]) -> String {
    text.replacing(#/\$\{\{ (?:inputs\.([a-z-]+)|steps\.([a-z]+)\.outputs\.([a-z]+)) \}\}/#) { match in
      if let name = match.output.1 { return inputs[String(name)] ?? "" }
      return outputs["\(match.output.2 ?? "").\(match.output.3 ?? "")"] ?? ""
    }
  }
}

@Suite("Files for CI systems", .enabled(if: CITools.areInstalled, CITools.missing)) struct CITests {
  private static let files = [
    "config/settings.py": "STRIPE_LIVE_SECRET_KEY = env(\"STRIPE_LIVE_SECRET_KEY\")\n",
    "config/a.env": "STRIPE_TEST_SECRET_KEY=«sk_test:1»\n",
  ]

  /// A locked project, with the rest of what its change brought.
  private func project(_ change: [String: String] = [:]) throws -> Project {
    let project = try Project(Self.files)
    _ = try project.shell("git init -q . && git add .")
    #expect(try project.run("lock", "--no-env", "--quiet").status == 0)
    for (path, text) in change { try project.write(path, text) }
    return project
  }

  @Test(
    "are what their readers' published schemas take",
    arguments: [("vendor.github-actions", "action.yml"), ("vendor.gitlab-ci", "templates/keyferry.gitlab-ci.yml")])
  func schemas(schema: String, path: String) throws {
    let project = try Project()
    let file = CITools.quoted(Repository.url(path).path)
    let outcome = try CITools.run("check-jsonschema --builtin-schema \(schema) \(file)", in: project)
    #expect(outcome.status == 0, "\(outcome.output)")
    try project.write(
      "wrong.yml", try Repository.text(path).replacing("script:", with: "scripts:").replacing("using:", with: "use:"))
    #expect(try CITools.run("check-jsonschema --builtin-schema \(schema) wrong.yml", in: project).status != 0)
  }

  @Test("the hooks run from a clone of the repository, and refuse what they should")
  func preCommit() throws {
    let project = try project()
    let hooks = try Repository.text(".pre-commit-hooks.yaml")
    try project.write("hooks/.pre-commit-hooks.yaml", hooks)
    let recipe = try #require(try Recipes.yaml.first { $0.hasPrefix("# .pre-commit-config.yaml") })
    try project.write(
      ".pre-commit-config.yaml",
      recipe.replacing(#/repo: .*/#, with: "repo: ./hooks").replacing(#/rev: .*/#, with: "rev: HEAD"))
    #expect(try CITools.run("pre-commit validate-manifest hooks/.pre-commit-hooks.yaml", in: project).status == 0)
    let made = try CITools.run(
      "(cd hooks && git init -q && git add . && git commit -qm hooks); sed -i \"s/HEAD/$(git -C hooks rev-parse HEAD)/\" .pre-commit-config.yaml; printf 'home\\nhooks\\n' > .gitignore; git add . && git commit -qm x",
      in: project)
    #expect(made.status == 0, "\(made)")
    let good = try CITools.run("pre-commit run --all-files", in: project)
    #expect(good.status == 0, "\(good)")
    #expect(good.output.components(separatedBy: "Passed").count == 3, "\(good.output)")
    try project.write("config/b.yml", "stripe: {live_secret_key: «sk_live:5»}\n")
    let drift = try CITools.run("git add . && pre-commit run", in: project)
    #expect(drift.status == 1)
    #expect(drift.output.contains("exit code: 2"), "\(drift.output)")
    try project.write("config/b.yml", "a: 1\n")
    try project.write("config/settings.py", "STRIPE_LIVE_SECRET_KEY = \"«sk_live:6»\"\n")
    let coded = try CITools.run("git add . && pre-commit run keyferry-scan", in: project)
    #expect(coded.status == 1 && coded.output.contains("exit code: 3") && coded.output.contains("KF501"), "\(coded)")
    let other = try CITools.run(
      "git rm -q --cached -r config && echo x > README && git add README && pre-commit run", in: project)
    #expect(!other.output.contains("Passed") || other.status == 0)
  }

  @Test("no script of the action holds an expression: inputs come by its environment")
  func expressions() throws {
    let runner = try Runner(Project())
    #expect(runner.steps.count == 3)
    for step in runner.steps { #expect((step["run"] as? String)?.contains("${{") != true) }
    for name in ["github-build", "github-check"] { #expect(try !Repository.text("Scripts/\(name)").contains("eval")) }
  }

  @Test("the action checks, annotates, leaves what is in the summary, and names its findings for the upload")
  func action() throws {
    let project = try project()
    var runner = try Runner(project)
    let inputs = ["binary": Project.program.path]
    let good = try runner.run(inputs)
    #expect(good.status == 0, "\(good)")
    #expect(runner.outputs["check.status"] == "0")
    #expect(try project.text("out/summary.md").hasPrefix("before\n"))
    try project.write("config/b.yml", "stripe: {live_secret_key: «sk_live:5»}\n")
    let drift = try runner.run(inputs)
    #expect(drift.status == 2, "\(drift)")
    #expect(runner.outputs["check.status"] == "2")
    #expect(drift.errors.contains("::warning file=config/b.yml,line=1"), "\(drift.errors)")
    let sarif = try #require(runner.outputs["check.sarif"])
    let bytes = try #require(project.bytes(sarif))
    let document = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let run = try #require((document["runs"] as? [[String: Any]])?.first)
    let rules = try #require(run["results"] as? [[String: Any]]).compactMap { $0["ruleId"] as? String }
    #expect(rules.contains("KF601"))
    let keys = TestKeys.keys(in: "«sk_live:5»«sk_test:1»")
    for path in [sarif, "out/summary.md"] { #expect(!TestKeys.leaks(keys, in: try project.text(path))) }
    let step = try #require(runner.steps.last)
    #expect((step["uses"] as? String)?.hasPrefix("github/codeql-action/upload-sarif@") == true)
    #expect((step["with"] as? [String: String])?["sarif_file"] == "${{ steps.check.outputs.sarif }}")
  }

  @Test(
    "an input is a word, whatever stands in it",
    arguments: [
      ["sources": "$(touch pwned)"], ["sources": "a.env; touch pwned"], ["sources": "`touch pwned`\n--db=x.json"],
      ["lock": "$(touch pwned)"], ["lock": "x\" ; touch pwned ; \""], ["command": "check; touch pwned"],
      ["command": "rules"], ["fail-on": "error --format json=pwned"], ["db": "x.json --format json=pwned"],
      ["sarif": "a\nstatus=0"], ["binary": "/bin/sh -c 'touch pwned'"], ["binary": "/"],
      ["environment": "$(touch pwned)"],
      ["sarif": "--db", "lock": "none.lock"],
    ])
  func injection(inputs: [String: String]) throws {
    let project = try project()
    var runner = try Runner(project)
    let outcome = try runner.run(["binary": Project.program.path].merging(inputs) { _, new in new })
    #expect(outcome.status != 0 || inputs["environment"] != nil, "\(outcome)")
    #expect(!project.names.contains("pwned"))
    #expect(runner.outputs["check.status"] != "0" || inputs["environment"] != nil)
  }

  @Test("the action's other inputs reach keyferry")
  func inputs() throws {
    let project = try project(["config/c.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:7»\n"])
    var runner = try Runner(project)
    func run(_ inputs: [String: String]) throws -> Int32 {
      try runner.run(["binary": Project.program.path].merging(inputs) { _, new in new }).status
    }
    #expect(try run(["sources": "config/a.env\n\nconfig/settings.py\n"]) == 0)
    #expect(try run(["db": "keys.json"]) == 2)
    try project.run("sync", "--no-env", "--db", "keys.json")
    #expect(try run(["db": "keys.json"]) == 0)
    #expect(try run(["command": "scan"]) == 0)
    #expect(try run(["command": "scan", "fail-on": "warning"]) == 0)
    #expect(try run(["command": "scan", "fail-on": "note", "sources": "config/settings.py"]) == 3)
    #expect(try run(["lock": "none.lock", "sarif": ""]) == 1)
    #expect(try run(["command": "scan", "sarif": ""]) == 0)
  }

  @Test("the action builds no keyferry where there is no Swift, and says so")
  func build() throws {
    let outcome = try Project().shell(
      "export GITHUB_OUTPUT=out; PATH=/usr/bin:/bin; ! command -v swift || exit 1; \(CITools.quoted(Repository.url("Scripts/github-build").path))"
    )
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("::error::there is no Swift here"))
  }

  @Test("GitLab's job writes its two reports, on drift, too")
  func gitLab() throws {
    let job = try #require(
      try CITools.yaml(Repository.text("templates/keyferry.gitlab-ci.yml"))["keyferry"] as? [String: Any])
    let project = try project(["config/b.yml": "stripe: {live_secret_key: «sk_live:5»}\n"])
    let script = try #require(job["script"] as? [String]).joined(separator: "\n")
    func run(_ given: [String: String]) throws -> Outcome {
      let variables = (job["variables"] as? [String: String] ?? [:]).merging(given) { _, new in new }
      let exports = variables.map { "export \($0.key)=\(CITools.quoted($0.value))\n" }.joined()
      try project.write("out/job.sh", script)
      return try project.shell(exports + "sh -e out/job.sh")
    }
    let outcome = try run([:])
    #expect(outcome.status == 2, "\(outcome)")
    let reports = try #require((job["artifacts"] as? [String: Any])?["reports"] as? [String: String])
    let quality = Data(try project.text(reports["codequality"] ?? "").utf8)
    let findings = try #require(try JSONSerialization.jsonObject(with: quality) as? [[String: Any]])
    #expect(
      findings.contains {
        $0["check_name"] as? String == "KF601" || ($0["check_name"] as? String)?.contains("key-not-in-lock") == true
      })
    let tests = try project.text(reports["junit"] ?? "")
    #expect(tests.contains("<testsuites"))
    #expect(!TestKeys.leaks(TestKeys.keys(in: "«sk_live:5»"), in: tests + String(decoding: quality, as: UTF8.self)))
    #expect((job["artifacts"] as? [String: Any])?["when"] as? String == "always")
    #expect(try run(["KEYFERRY_SOURCES": "config/a.env config/settings.py"]).status == 0)
    #expect(try run(["KEYFERRY_SOURCES": "*; touch pwned"]).status == 1)
    #expect(!project.names.contains("pwned"))
    try project.run("sync", "--no-env", "--db", "keys.json")
    #expect(try run(["KEYFERRY_DATABASE": "keys.json"]).status == 0)
  }

  @Test("a recipe for a CI system is what its reader's schema takes", arguments: (try? Recipes.yaml) ?? [])
  func recipe(text: String) throws {
    let project = try Project()
    let name = try #require(text.split(separator: "\n").first).dropFirst(2)
    let schema =
      name.hasPrefix(".github/workflows/")
      ? "vendor.github-workflows" : name == ".gitlab-ci.yml" ? "vendor.gitlab-ci" : nil
    try project.write("recipe.yml", text)
    let line =
      schema.map { "check-jsonschema --builtin-schema \($0) recipe.yml" } ?? "pre-commit validate-config recipe.yml"
    let outcome = try CITools.run(line, in: project)
    #expect(outcome.status == 0, "\(outcome.output)")
    // What it runs is a command line that the parser takes.
    for found in text.matches(of: #/run: (keyferry .*)/#) {
      let outcome = try project.shell("\(found.output.1) < /dev/null")
      #expect(outcome.status != 64 || outcome.errors.contains("DATABASE_URL"), "\(outcome.errors)")
    }
  }
}

/// The fenced blocks of `docs/ci.md`.
enum Recipes {
  static var yaml: [String] { get throws { try blocks("yaml") } }
  static var shell: [String] { get throws { try blocks("sh") } }

  private static func blocks(_ fence: String) throws -> [String] {
    try Repository.text("docs/ci.md").components(separatedBy: "\n```\(fence)\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0] + "\n"
    }
  }
}

@Suite("docs/ci.md") struct CIRecipeTests {
  @Test("has recipes that work as they stand") func recipes() throws {
    let project = try Project()
    _ = try Repository.script("fill-keys", Repository.url("fixtures/demo").path, project.url("demo").path)
    let recipes = try Recipes.shell
    #expect(recipes.count >= 4)
    for line in recipes.joined().split(separator: "\n") {
      let outcome = try project.shell("cd demo && \(line)")
      #expect(outcome.status == 0, "\(line)\n\(outcome.output)\(outcome.errors)")
    }
    for report in ["keyferry.sarif", "keyferry.xml", "gl-code-quality-report.json", "plan.json", "plan.md"] {
      #expect(project.bytes("demo/\(report)")?.isEmpty == false, "\(report)")
    }
  }

  @Test("names inputs of the action, variables of the template and hooks that there are")
  func names() throws {
    let text = try Repository.text("docs/ci.md")
    let (action, template) = (
      try Repository.text("action.yml"), try Repository.text("templates/keyferry.gitlab-ci.yml")
    )
    for name in text.matches(of: #/KEYFERRY_[A-Z]+/#) { #expect(template.contains(String(name.output))) }
    for name in ["lock", "sources", "upload", "binary"] {
      #expect(text.contains(name) && action.contains("\n  \(name):\n"))
    }
    let hooks = try Repository.text(".pre-commit-hooks.yaml")
    let named = text.matches(of: #/- id: ([a-z-]+)/#).map { String($0.output.1) }
    #expect(named.count == 2 && named.allSatisfy { hooks.contains("- id: \($0)\n") })
  }
}
