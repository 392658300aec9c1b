import Foundation
import KeyFacts
import KeySecrets
import Testing

@testable import KeySources

/// Real files, which lie outside the project: runs where the environment's KEYFERRY_CORPORA names their folder.
@Suite("Real files", .enabled(if: Corpus.folder != nil))
struct RealFilesTests {
  /// What is not found as the index says, by file and name, with the reason. There is nothing.
  private static let exceptions: [(file: String, name: String, reason: String)] = []

  private static func isExcepted(_ file: Corpus.File, _ expected: Corpus.Expected) -> Bool {
    exceptions.contains { file.path.contains($0.file) && expected.name == $0.name }
  }

  @Test("every setting of the real files is found at its line with its class")
  func found() throws {
    var total = 0
    var misses: [String] = []
    for file in try Corpus.files() {
      let settings = file.settings()
      for expected in file.expected where !Self.isExcepted(file, expected) {
        total += 1
        let named = settings.filter { $0.name == expected.name && $0.location.line == expected.line }
        if named.isEmpty {
          misses.append("\(file.path):\(expected.line) \(expected.name): not found")
        } else if let kind = named.first.map({ ValueClassifier.classify($0).kind }),
          !expected.kinds.contains(kind)
        {
          misses.append("\(file.path):\(expected.line) \(expected.name): \(kind.rawValue) for \(expected.type)")
        } else if file.isParsed, !expected.container.isEmpty,
          !named.contains(where: { ($0.location.documentPath ?? "").hasPrefix(expected.container) })
        {
          misses.append(
            "\(file.path):\(expected.line) \(expected.name): \(named[0].location.documentPath ?? "no path")")
        }
      }
    }
    print("real files: \(total - misses.count) of \(total) settings found at their lines with their classes")
    #expect(total == 202)
    #expect(misses.isEmpty, "\(misses.joined(separator: "\n"))")
  }

  @Test("no credential is reported that the index does not list")
  func surplus() throws {
    var surplus: [String] = []
    for file in try Corpus.files() {
      let listed = Set((file.expected + file.embedded).map { "\($0.line) \($0.name)" })
      for setting in file.settings() where !listed.contains("\(setting.location.line ?? 0) \(setting.name)") {
        let kind = ValueClassifier.classify(setting).kind
        guard kind != .reference else { continue }
        let place = "\(file.path):\(setting.location.line ?? 0) \(setting.name) \(kind.rawValue)"
        surplus.append(place)
      }
    }
    #expect(surplus.isEmpty, "\(surplus.joined(separator: "\n"))")
  }

  @Test("settings inside scripts and names without values are found as the index says")
  func embedded() throws {
    var total = 0
    var misses: [String] = []
    for file in try Corpus.files() {
      let settings = file.settings()
      for expected in file.embedded where !expected.name.isEmpty && !Self.isExcepted(file, expected) {
        total += 1
        if !settings.contains(where: { $0.name == expected.name && $0.location.line == expected.line }) {
          misses.append("\(file.path):\(expected.line) \(expected.name)")
        }
      }
    }
    print("real files: \(total - misses.count) of \(total) settings in scripts and lists found")
    #expect(total == 10)
    #expect(misses.isEmpty, "\(misses.joined(separator: "\n"))")
  }

  @Test("the values of all real files, .env files too, are classified as the index says")
  func classified() throws {
    var total = 0
    var misses: [String] = []
    for file in try Corpus.files() {
      for expected in file.expected {
        guard let value = expected.value, let meaning = SettingNames.meaning(of: expected.name) else { continue }
        total += 1
        let kind = ValueClassifier.classify(Secret(Array(value.utf8)), meaning: meaning).kind
        if !expected.kinds.contains(kind) {
          misses.append("\(file.path):\(expected.line) \(expected.name): \(kind.rawValue) for \(expected.type)")
        }
      }
    }
    print("real files: \(total - misses.count) of \(total) values classified")
    #expect(misses.isEmpty, "\(misses.joined(separator: "\n"))")
  }
}

/// The folder of real files and its index.
private enum Corpus {
  static let folder = ProcessInfo.processInfo.environment["KEYFERRY_CORPORA"]

  struct Expected {
    let name: String
    let line: Int
    let type: String
    let container: String
    let value: String?

    init(_ fields: [String: Any]) {
      name = fields["name"] as? String ?? ""
      line = fields["line"] as? Int ?? 0
      type = fields["cls"] as? String ?? ""
      container = fields["path"] as? String ?? ""
      value = fields["decoded"] as? String ?? fields["value"] as? String
    }

    var kinds: Set<ValueKind> {
      switch type {
      case "placeholder": [.placeholder]
      case "empty", "null": [.empty]
      case "base64", "literal-not-base64-in-data": [.key]
      case "env-name": [.reference]
      case let type where type.hasPrefix("ref") || type.hasPrefix("unset"): [.reference]
      case let type where type.hasPrefix("template"): [.template]
      default: literalKinds
      }
    }

    /// What a literal is by the shape of its text, told without the classifier.
    private var literalKinds: Set<ValueKind> {
      guard let value, value.utf8.count >= 24 else { return [.malformed, .other] }
      if value.hasPrefix("whsec_") { return [.otherCredential] }
      let prefixes = ["pk", "sk", "rk"].flatMap { ["\($0)_test_", "\($0)_live_"] }
      return prefixes.contains(where: value.hasPrefix) ? [.key] : [.malformed, .other, .otherCredential]
    }
  }

  struct File {
    let path: String
    /// False for a template and a .env file, which have no paths.
    let isParsed: Bool
    let expected: [Expected]
    let embedded: [Expected]

    /// As a run reads the file that is named to it.
    func settings() -> [Setting] {
      let path = "\(Corpus.folder ?? "")/real/\(path)"
      let readings = SourceReader(environment: nil).read([.path(path)])
      return readings.readings.filter { $0.path == path }.flatMap(\.settings)
    }
  }

  static func files() throws -> [File] {
    let index = try String(contentsOfFile: "\(folder ?? "")/real/index.jsonl", encoding: .utf8)
    return try index.split(separator: "\n").map { line in
      let entry = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      func list(_ name: String) -> [Expected] { (entry[name] as? [[String: Any]] ?? []).map(Expected.init) }
      let path = try #require(entry["file"] as? String)
      return File(
        path: path, isParsed: entry["yaml_parses"] as? Bool ?? false, expected: list("settings"),
        embedded: list("embedded"))
    }
  }
}
