import Foundation
import TestSupport
import Testing

/// Held against the schema that OASIS publishes, by a validator that `Scripts/sarif-validator` installs.
@Suite("SARIF schema") struct SARIFSchemaTests {
  static let python = Repository.url(".build/sarif/bin/python").path
  static let isInstalled = FileManager.default.isExecutableFile(atPath: python)

  private func complaints(about logs: [URL], in project: Project) throws -> Outcome {
    try project.shell(
      ([Self.python, Repository.url("Tests/SARIF/validate.py").path] + logs.map { "'\($0.path)'" })
        .joined(separator: " "))
  }

  @Test(
    "what is written is valid by it",
    .enabled(if: isInstalled, "Scripts/sarif-validator installs the validator"))
  func valid() throws {
    let project = try Project()
    var logs = try FileManager.default.contentsOfDirectory(
      at: Repository.url("fixtures/reports"), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "sarif" }
    #expect(logs.count > 5)
    for name in ScenarioTests.names {
      let folder = "\(name)/"
      _ = try Repository.script(
        "fill-keys", Repository.url("fixtures/scenarios/\(name)").path, project.url(folder).path)
      for command in ["scan", "plan --prune", "check --integrity"] {
        let log = "\(name)-\(command.prefix(4)).sarif"
        let store = command == "scan" ? "" : " --db keys.json"
        _ = try project.shell("cd \(name)/input && keyferry \(command)\(store) --format sarif=../../\(log)")
        logs.append(project.url(log))
      }
    }
    let outcome = try complaints(about: logs, in: project)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test(
    "and what is not valid is complained of",
    .enabled(if: isInstalled, "Scripts/sarif-validator installs the validator"),
    arguments: [
      ("\"2.1.0\"", "\"2.0.0\""), ("\"level\": \"error\"", "\"level\": \"fatal\""),
      ("\"startLine\": 9", "\"startLine\": 0"),
      ("\"text\":", "\"texts\":"), ("\"uri\": \".env\"", "\"uri\": 7"),
    ])
  func invalid(part: String, other: String) throws {
    let project = try Project()
    let good = try Repository.text("fixtures/reports/scan.sarif")
    let bad = good.replacing(part, with: other, maxReplacements: 1)
    #expect(bad != good)
    try project.write("bad.sarif", bad)
    #expect(try complaints(about: [project.url("bad.sarif")], in: project).status == 1)
  }
}
