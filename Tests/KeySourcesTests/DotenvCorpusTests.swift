import Foundation
import KeyFacts
import KeySources
import Testing

/// python-dotenv's own cases, where a folder of them is named by `KEYFERRY_CORPORA`.
@Suite("Dotenv corpus") struct DotenvCorpusTests {
  private struct Case: Decodable {
    let `case`: String
    let input: String
    let env: [String: String]
    let expect: [String: String?]
    let error: Bool
    let note: String?
  }

  /// `load_dotenv(override=False)` keeps what the environment holds; here .env and the environment are two sources.
  private static let otherMode = "override=False"

  private static var folder: String? { ProcessInfo.processInfo.environment["KEYFERRY_CORPORA"] }

  @Test("gives every definition its value", .enabled(if: folder != nil))
  func cases() throws {
    let lines = try String(contentsOfFile: (Self.folder ?? "") + "/dotenv/python-dotenv.jsonl", encoding: .utf8)
    var checked = 0
    for line in lines.split(separator: "\n") {
      let one = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
      let note = one.note ?? ""
      if note.contains(Self.otherMode) { continue }
      let interpolates = !note.contains("raw parse") && !note.contains("interpolate=False")
      let found = DotenvParser.definitions(
        in: Array(one.input.utf8),
        environment: EnvironmentVariables(one.env.map { (Array($0.key.utf8), Array($0.value.utf8)) }),
        interpolates: interpolates)
      let values = Dictionary(
        found.definitions.map { definition in
          (
            String(decoding: definition.name, as: UTF8.self),
            definition.value.map { String(decoding: $0, as: UTF8.self) }
          )
        }, uniquingKeysWith: { _, last in last })
      #expect(values == one.expect, "\(one.case)")
      #expect(!found.malformedLines.isEmpty == one.error, "\(one.case)")
      checked += 1
    }
    #expect(checked == 79)
  }
}
