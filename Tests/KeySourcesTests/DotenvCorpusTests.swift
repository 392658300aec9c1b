import Foundation
import KeyFacts
import KeySources
import Testing

private let corpora = ProcessInfo.processInfo.environment["KEYFERRY_CORPORA"]

/// Cases of the loaders' own suites, where a folder of them is named by `KEYFERRY_CORPORA`.
@Suite("Dotenv corpus", .enabled(if: corpora != nil)) struct DotenvCorpusTests {
  private struct Case: Decodable {
    let `case`: String
    let input: String
    let env: [String: String]
    let expect: [String: String?]
    let error: Bool
    let note: String?
  }

  private static let suites: [(file: String, dialect: DotenvDialect)] = [
    ("python-dotenv", .pythonDotenv), ("django-environ", .djangoEnviron), ("python-decouple", .decouple),
    ("node-dotenv", .node), ("ruby-dotenv", .ruby),
  ]

  /// What is not read as its suite says, by a piece of the case's name or note, with the reason.
  private static let exceptions: [(file: String, piece: String, reason: String)] = [
    ("python-dotenv", "override=False", "the environment is a source of its own, and ranks above the file"),
    ("python-decouple", "with os.environ", "the environment is a source of its own, and ranks above the file"),
    ("ruby-dotenv", "returns existing value", "the environment is a source of its own, and ranks above the file"),
    ("python-decouple", "settings.ini", "an INI file is no .env file"),
    ("django-environ", "parse_comments=True", "an option of read_env that is off unless the code sets it"),
    ("ruby-dotenv", "DOTENV_LINEBREAK_MODE", "a mode of dotenv 2, which the file or the environment has to ask for"),
  ]

  /// Cases whose value a command would print: nothing is run, and the value is said to be unknown.
  private static let commands = [
    "parses shell commands", "balanced parentheses", "quotes in interpolated shell commands",
    "parentheses in variables in commands", "command to variable to command", "within interpolated shell commands",
  ]

  @Test("gives every definition its value", arguments: suites.indices)
  func cases(index: Int) throws {
    let (file, dialect) = Self.suites[index]
    let lines = try String(contentsOfFile: (corpora ?? "") + "/dotenv/\(file).jsonl", encoding: .utf8)
    var (checked, passed) = (0, 0)
    for line in lines.split(separator: "\n") {
      let one = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
      let note = one.note ?? ""
      let text = one.case + " " + note
      if Self.exceptions.contains(where: { $0.file == file && text.contains($0.piece) }) { continue }
      checked += 1
      let interpolates = !note.contains("raw parse") && !note.contains("interpolate=False")
      let found = DotenvParser.definitions(
        in: Array(one.input.utf8), dialect: dialect,
        environment: EnvironmentVariables(one.env.map { (Array($0.key.utf8), Array($0.value.utf8)) }),
        interpolates: interpolates)
      if file == "ruby-dotenv", Self.commands.contains(where: one.case.contains) {
        #expect(found.definitions.contains { !$0.isResolved }, "\(file): \(one.case)")
        passed += 1
        continue
      }
      let values = Dictionary(
        found.definitions.map { definition in
          (
            String(decoding: definition.name, as: UTF8.self),
            definition.value.map { String(decoding: $0, as: UTF8.self) }
          )
        }, uniquingKeysWith: { _, last in last })
      let isPartial = text.contains("asserted")
      let isRight =
        one.expect.allSatisfy { values[$0.key] == .some($0.value) } && (isPartial || values.count == one.expect.count)
      if one.error, dialect == .ruby {
        #expect(!found.malformedLines.isEmpty, "\(file): \(one.case)")
      } else {
        #expect(isRight, "\(file): \(one.case)")
      }
      if dialect == .pythonDotenv { #expect(!found.malformedLines.isEmpty == one.error, "\(file): \(one.case)") }
      passed += isRight || one.error ? 1 : 0
    }
    print("dotenv corpus: \(file): \(passed) of \(checked)")
    #expect(checked > 20)
  }

  @Test("the settings of real files have the values that seven loaders gave them")
  func real() throws {
    let dialects: [String: DotenvDialect] = [
      "python-dotenv": .pythonDotenv, "django-environ": .djangoEnviron, "python-decouple": .decouple, "bash": .shell,
      "compose-go": .compose, "docker-env-file": .docker, "node-dotenv": .node,
    ]
    let index = try String(contentsOfFile: (corpora ?? "") + "/real/index.jsonl", encoding: .utf8)
    var checked = 0
    for line in index.split(separator: "\n") {
      let entry = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let path = try #require(entry["file"] as? String)
      for setting in entry["settings"] as? [[String: Any]] ?? [] {
        guard let readings = setting["parsers"] as? [String: String], let name = setting["name"] as? String else {
          continue
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(corpora ?? "")/real/\(path)"))
        for (loader, expected) in readings {
          let dialect = try #require(dialects[loader])
          let found = DotenvParser.definitions(
            in: Array(bytes), dialect: dialect, environment: EnvironmentVariables([]))
          let definition = found.definitions.last { $0.name == Array(name.utf8) }
          let value = found.isRefused ? nil : definition?.value.map { String(decoding: $0, as: UTF8.self) }
          checked += 1
          #expect((value ?? "<absent>") == expected, "\(path): \(name) by \(loader)")
        }
      }
    }
    #expect(checked > 200)
  }
}
