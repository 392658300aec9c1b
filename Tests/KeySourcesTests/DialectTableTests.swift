import Foundation
import KeyFacts
import KeySources
import TestSupport
import Testing

/// What each loader reads of every construct that loaders disagree about: `fixtures/dialects/table.jsonl`, which was
/// measured by running them.
@Suite("Dialect table") struct DialectTableTests {
  struct Row: Decodable {
    let construct: String
    let input: String
    let name: String
    let reads: [String: Cell?]
  }

  struct Cell: Decodable {
    /// Nil for a setting that is not set.
    var value: String?
    /// The loader complains.
    var error: Bool?
    /// A name without a value.
    var bare: Bool?
    /// It depends on what no file says: a variable that is missing, a command's output.
    var unknown: Bool?
    /// The name that it is set under, if it is another.
    var `as`: String?

    private enum CodingKeys: CodingKey { case value, error, bare, unknown, `as` }

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        value = text
        return
      }
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      value = try fields.decodeIfPresent(String.self, forKey: .value)
      error = try fields.decodeIfPresent(Bool.self, forKey: .error)
      bare = try fields.decodeIfPresent(Bool.self, forKey: .bare)
      unknown = try fields.decodeIfPresent(Bool.self, forKey: .unknown)
      `as` = try fields.decodeIfPresent(String.self, forKey: .as)
    }
  }

  private static let table = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures/dialects/table.jsonl")

  static let rows: [Row] = {
    let text = (try? String(contentsOf: table, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      try? JSONDecoder().decode(Row.self, from: Data(line.utf8))
    }
  }()

  @Test("has every construct and every dialect") func rows() {
    #expect(Self.rows.count == 89)
    for row in Self.rows { #expect(Set(row.reads.keys) == Set(DotenvDialect.allCases.map(\.rawValue))) }
  }

  @Test("is read as its loaders read it", arguments: DotenvDialect.allCases)
  func cells(dialect: DotenvDialect) throws {
    for row in Self.rows {
      let cell = row.reads[dialect.rawValue] ?? nil
      let found = DotenvParser.definitions(
        in: Array(TestKeys.filling(row.input).utf8), dialect: dialect, environment: EnvironmentVariables([]))
      let name = Array(TestKeys.filling(cell?.as ?? row.name).utf8)
      let named = found.definitions.last { $0.name == name }
      let note = "\(dialect.rawValue): \(row.construct)"
      if let cell, cell.value != nil || cell.bare == true || cell.unknown == true {
        let named = try #require(named, "\(note)")
        if cell.unknown == true {
          #expect(!named.isResolved, "\(note)")
        } else {
          #expect(named.value == cell.value.map { Array(TestKeys.filling($0).utf8) }, "\(note)")
        }
      } else {
        // A bare name that a loader takes from the environment is set to nothing here.
        #expect(found.isRefused || named?.value == nil, "\(note)")
      }
      if cell?.as != nil { #expect(!found.definitions.contains { $0.name == Array(row.name.utf8) }, "\(note)") }
      if cell?.error == true { #expect(!found.malformedLines.isEmpty, "\(note)") }
      if dialect == .compose || dialect == .docker {
        #expect(found.isRefused == (cell?.error ?? false), "\(note)")
      }
    }
  }
}
