import KeyFacts
import KeySecrets
import TestSupport

@testable import KeySources

/// What a test asks of a settings module.
struct PythonReading {
  let reading: Reading

  /// - Parameter text: with ``TestKeys/filling(_:)``'s marks.
  init(_ text: String) throws(SourceError) {
    reading = try PythonParser.parse(Array(TestKeys.filling(text).utf8), path: "settings.py")
  }

  /// `NAME kind line:column path if …`, a `!` after what is overridden.
  var lines: [String] {
    reading.settings.map { setting in
      let place = setting.location
      let kind = ValueClassifier.classify(setting).kind.rawValue
      let words = [
        "\(setting.name)\(setting.isOverridden ? "!" : "")", kind, "\(place.line ?? 0):\(place.column ?? 0)",
        place.documentPath ?? "",
      ]
      return (words + (setting.module?.conditions.map(\.words) ?? [])).filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  /// `line:column reason`.
  var problems: [String] {
    reading.malformed.map { "\($0.location.line ?? 0):\($0.location.column ?? 0) \($0.reason)" }
  }

  func setting(_ name: String) -> Setting? { reading.settings.first { $0.name == name } }

  /// Every assignment, Stripe's or not: `NAME source`.
  static func assignments(_ text: String) -> [PythonAssignment] {
    let bytes = Array(TestKeys.filling(text).utf8)
    return bytes.withUnsafeBufferPointer { source in
      var module = PythonModuleReader(source)
      module.read()
      return module.assignments
    }
  }
}

extension PythonAssignment {
  /// `reads X`, `text`, `word`, `none`, `is X`, `computed`, with `, else …` for a default.
  var words: String {
    func words(_ source: PythonValue.Source) -> String {
      switch source {
      case .text(let text): "'\(String(decoding: text, as: UTF8.self))'"
      case .word(let word): String(decoding: word, as: UTF8.self)
      case .none: "None"
      case .environment(let name, let prefix): "reads \(name ?? prefix + "*")"
      case .mapping(let name): "looks up \(name)"
      case .unknownName(let name): "is \(name)"
      case .computed: "computed"
      }
    }
    return words(value.source) + (value.fallback.map { ", else \(words($0.source))" } ?? "")
  }
}
