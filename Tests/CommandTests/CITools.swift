import Foundation
import Testing

/// What `Scripts/ci-tools` installs: programs and schemas that files for CI systems are checked against.
enum CITools {
  private static let folder = Repository.url(".build/ci-tools")

  static let areInstalled = ["pre-commit", "check-jsonschema"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("bin/\($0)").path)
  }

  static let missing: Comment = "pre-commit and check-jsonschema are not installed: `Scripts/ci-tools .build/ci-tools`"

  /// Runs a program of them in a project's folder, with nothing of this user's configuration.
  static func run(_ line: String, in project: Project) throws -> Outcome {
    try project.shell(
      """
      export PATH=\(quoted(folder.appendingPathComponent("bin").path)):"$PATH" HOME="$PWD/home" GIT_CONFIG_NOSYSTEM=1
      export PRE_COMMIT_HOME="$PWD/home/pre-commit" GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=n@example.com
      export GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=n@example.com
      mkdir -p home; \(line)
      """)
  }

  /// A YAML document of the repository, as JSON has it.
  static func yaml(_ text: String) throws -> [String: Any] {
    let project = try Project()
    try project.write("document.yml", text)
    // GitHub's `on` is a word there, and true to YAML 1.1.
    let script = """
      import json, sys
      from ruamel.yaml import YAML
      print(json.dumps(YAML(typ="safe", pure=True).load(sys.stdin.read())))
      """
    let outcome = try run("python -c \(quoted(script)) < document.yml", in: project)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  /// As a shell takes it for one word.
  static func quoted(_ word: String) -> String {
    "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
