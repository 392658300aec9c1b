import KeyFacts
import KeySecrets
import TestSupport

@testable import KeySources

/// What a test asks of a parsed text.
struct YAMLReading {
  let settings: [Setting]

  init(_ text: String, kind: SourceKind = .yaml, path: String = "app.yml") throws(SourceError) {
    try self.init(bytes: Array(text.utf8), kind: kind, path: path)
  }

  init(bytes: [UInt8], kind: SourceKind = .yaml, path: String = "app.yml") throws(SourceError) {
    settings = try YAMLParser.parse(bytes, kind: kind, path: path, isExample: false, permissions: nil).settings
  }

  /// `NAME kind line:column path`, a `!` after what is overridden.
  var lines: [String] {
    settings.map { setting in
      let place = setting.location
      let kind = ValueClassifier.classify(setting).kind.rawValue
      return "\(setting.name)\(setting.isOverridden ? "!" : "") \(kind) \(place.line ?? 0):\(place.column ?? 0) "
        + (place.documentPath ?? "-")
    }
  }

  var names: [String] { settings.map(\.name) }

  func holds(_ name: String, _ value: String) -> Bool {
    settings.contains { $0.name == name && $0.value == Secret(Array(value.utf8)) }
  }

  static let secret = TestKeys.text(.secret, .test)
  static let live = TestKeys.text(.secret, .live)
  static let publishable = TestKeys.text(.publishable, .test)

  /// `text` with keys for `SK`, `LK` and `PK` in angle brackets.
  static func filled(_ text: String) -> String {
    var output = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "‹"), let end = rest.firstIndex(of: "›") {
      output += rest[..<start]
      switch rest[rest.index(after: start)..<end] {
      case "LK": output += live
      case "PK": output += publishable
      default: output += secret
      }
      rest = rest[rest.index(after: end)...]
    }
    return output + rest
  }
}

extension String {
  var base64: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let bytes = Array(utf8)
    var output = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var word = group.reduce(0) { $0 << 8 | Int($1) }
      word <<= 8 * (3 - group.count)
      for digit in 0..<4 {
        output.append(digit <= group.count ? alphabet[word >> (18 - 6 * digit) & 63] : "=")
      }
    }
    return output
  }
}
