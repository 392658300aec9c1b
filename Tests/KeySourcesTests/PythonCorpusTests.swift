import Foundation
import KeySecrets
import Testing

@testable import KeySources

/// Assignments of real settings modules, of which only an index is at hand: each is written anew by what the index says of
/// its form, and has to read as that. Runs where the environment's KEYFERRY_CORPORA names the folder.
@Suite("Settings module corpus", .enabled(if: ModuleCorpus.folder != nil))
struct PythonCorpusTests {
  @Test("every assignment of the index reads as its form, with its name, line, inner name, default and conditions")
  func forms() throws {
    var total = 0
    var misses: [String] = []
    for entry in try ModuleCorpus.entries() {
      total += 1
      let text = entry.text
      let found = PythonReading.assignments(text).filter { $0.line == entry.line }
      let words = Set(found.filter { $0.name == entry.name }.map(\.words))
      let conditions = Set(found.flatMap(\.value.conditions).map(\.words))
      if !entry.expected.isSubset(of: words) || !entry.conditions.allSatisfy(conditions.contains) {
        misses.append("\(entry.name) [\(entry.form)]: \(words.sorted()) for \(entry.expected.sorted())")
      }
    }
    print("settings module corpus: \(total - misses.count) of \(total)")
    #expect(misses.isEmpty, "\(misses.joined(separator: "\n"))")
  }
}

private enum ModuleCorpus {
  static let folder = ProcessInfo.processInfo.environment["KEYFERRY_CORPORA"]

  struct Entry {
    let name: String
    let line: Int
    let form: String
    let expected: Set<String>
    let conditions: [String]
    /// A module with the assignment in that line.
    let text: String

    init?(_ fields: [String: Any], imports: [String]) {
      guard let name = fields["name"] as? String, let line = fields["line"] as? Int,
        let form = fields["form"] as? String
      else { return nil }
      let written = Self.written(form, fields)
      guard let written else { return nil }
      (self.name, self.line, self.form, expected) = (name, line, form, written.expected)
      let context = fields["context"] as? [String] ?? []
      conditions = context.filter { $0.hasPrefix("if ") }
      let wraps = fields["wrap"] as? [String] ?? []
      let value = wraps.reduce(written.value) { value, wrap in
        switch wrap {
        case "compare": "\(value) == 'x'"
        case let wrap where wrap.hasPrefix("."): value + wrap
        case let wrap where wrap.hasSuffix("()"): wrap.dropLast(1) + value + ")"
        default: value
        }
      }
      // The entry of a dict stands in its display.
      let quote = name.firstIndex(of: "[")
      let keys = quote.map { name[$0...].split { "[]".contains($0) }.map(String.init) } ?? []
      let root = quote.map { String(name[..<$0]) } ?? name
      let display = keys.reversed().reduce(value) { "{\($1): \($0)}" }
      guard conditions.count < 2, line > imports.count + 1 else { return nil }
      let blank = String(repeating: "\n", count: line - 1 - imports.count - (conditions.isEmpty ? 0 : 1))
      let indent = conditions.isEmpty ? "" : "    "
      let condition = conditions.isEmpty ? "" : conditions[0] + ":\n"
      text = imports.map(Self.imported).joined() + blank + condition + "\(indent)\(root) = \(display)\n"
    }

    private static func imported(_ name: String) -> String {
      guard let dot = name.lastIndex(of: ".") else { return "import \(name)\n" }
      return "from \(name[..<dot].isEmpty ? "." : name[..<dot]) import \(name[name.index(after: dot)...])\n"
    }

    private static func written(
      _ form: String, _ fields: [String: Any]
    ) -> (value: String, expected: Set<String>)? {
      let name = fields["env"] as? String ?? ""
      let fallback = self.fallback(fields)
      let given = fallback.map { ", default=\($0.value)" } ?? ""
      let reads = "reads \(name)" + (fallback.map { $0.words.map { ", else \($0)" } ?? "" } ?? "")
      switch form {
      case "string literal":
        let text = fields["value"] as? String ?? ""
        return (quoted(text), ["'\(text)'"])
      case "bool literal":
        let word = fields["value"] as? Bool ?? false ? "True" : "False"
        return (word, [word])
      case "number literal": return ("\(fields["value"] ?? 0)", ["\(fields["value"] ?? 0)"])
      case "None": return ("None", ["None"])
      case "os.environ.get", "os.environ.get +default": return ("os.environ.get('\(name)'\(given))", [reads])
      case "os.getenv", "os.getenv +default": return ("os.getenv('\(name)'\(given))", [reads])
      case "env()", "env() +default": return ("env('\(name)'\(given))", [reads])
      case "env.str", "env.str +default": return ("env.str('\(name)'\(given))", [reads])
      case "env.bool +default": return ("env.bool('\(name)'\(given))", [reads])
      case "config() [decouple]", "config() [decouple] +default": return ("config('\(name)'\(given))", [reads])
      case "dict.get +default":
        let fallbackWords = fallback?.words.map { ", else \($0)" } ?? ""
        return ("SECRETS.get('\(name)'\(given))", ["looks up \(name)" + fallbackWords])
      case "alias of another name":
        let alias = fields["alias"] as? String ?? ""
        return (alias, ["is \(alias)"])
      case "f-string": return ("f'{x}'", ["computed"])
      case "other call": return ("\(fields["call"] ?? "f")(x)", ["computed"])
      case "A if cond else B": return ("'a' if \(fields["cond"] ?? "x") else 'b'", ["'a'", "'b'"])
      // The entries of a dict are entries of the index; an import assigns nothing.
      default: return nil
      }
    }

    private static func fallback(_ fields: [String: Any]) -> (value: String, words: String?)? {
      switch fields["default_kind"] as? String {
      case nil: return nil
      case "None": return ("None", "None")
      case "bool":
        let word = fields["default"] as? Bool ?? false ? "True" : "False"
        return (word, word)
      case "expression":
        // A name as a default is a type, or not known.
        let text = fields["default"] as? String ?? "x"
        return (text, text.hasSuffix(")") ? "computed" : nil)
      default:
        let text = "\(fields["default"] ?? "")"
        return (quoted(text), "'\(text)'")
      }
    }

    private static func quoted(_ text: String) -> String {
      "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
  }

  static func entries() throws -> [Entry] {
    let index = try String(contentsOfFile: "\(folder ?? "")/settings_py/index.jsonl", encoding: .utf8)
    return try index.split(separator: "\n").flatMap { line in
      let file = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let imports = file["imports"] as? [String] ?? []
      return (file["settings"] as? [[String: Any]] ?? []).compactMap { Entry($0, imports: imports) }
    }
  }
}
