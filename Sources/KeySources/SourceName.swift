package import KeyFacts

/// What a file's name says about its content.
package struct SourceName: Hashable, Sendable {
  package let kind: SourceKind
  /// `.env.example`, `env.sample`, `settings.yml.dist`, `config.example.json`: read for findings, and never a source of keys.
  package let isExample: Bool
  /// `.envrc`, which a shell reads: most of its lines are no settings.
  package let isShell: Bool

  package init(kind: SourceKind, isExample: Bool = false, isShell: Bool = false) {
    self.kind = kind
    self.isExample = isExample
    self.isShell = isShell
  }

  /// By the last component of a path; nil for a name that a walk passes by.
  ///
  /// - Parameter isInSettings: its folder is called `settings`: every module in there is one of settings.
  package init?(fileName: some Sequence<UInt8>, isInSettings: Bool = false) {
    let name = fileName.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    let beneath = Self.withoutExampleSuffix(name)
    let isBareExample = beneath.count < name.count && beneath.elementsEqual("env".utf8)
    guard
      let kind = Self.kind(of: beneath) ?? Self.kind(of: name) ?? (isBareExample ? .dotenv : nil)
        ?? (Self.isSettingsModule(beneath, isInSettings: isInSettings) ? .python : nil)
    else { return nil }
    self.init(
      kind: kind, isExample: beneath.count < name.count || Self.hasExampleStem(name),
      isShell: beneath.elementsEqual(".envrc".utf8))
  }

  /// `settings.py`, `settings_local.py`, `production_settings.py`, and any module in a folder of them.
  private static func isSettingsModule(_ name: ArraySlice<UInt8>, isInSettings: Bool) -> Bool {
    guard name.count > 3, name.ends(in: moduleEnding) else { return false }
    if isInSettings { return true }
    let stem = withoutExampleSuffix(Array(name.dropLast(moduleEnding.count)))
    if stem.starts(with: settings) {
      let rest = stem.dropFirst(settings.count)
      return rest.first.map(separators.contains) ?? true
    }
    return stem.ends(in: settings) && separators.contains(stem.dropLast(settings.count).last ?? 0)
  }

  /// Whether a path's last folder is called `settings`.
  static func isSettingsFolder(_ path: [UInt8]) -> Bool {
    path.ends(in: settings)
      && (path.count == settings.count || path[path.count - settings.count - 1] == UInt8(ascii: "/"))
  }

  private static let settings = Array("settings".utf8)
  private static let moduleEnding = Array(".py".utf8)

  /// Whether a name of no known kind is an example's all the same.
  static func isExample(fileName: some Sequence<UInt8>) -> Bool {
    let name = fileName.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    return withoutExampleSuffix(name).count < name.count || hasExampleStem(name)
  }

  private static let exampleWords = ["example", "sample", "template", "dist"].map { Array($0.utf8) }
  private static let separators = Set("._-".utf8)
  private static let endings: [(bytes: [UInt8], kind: SourceKind)] = [
    (Array(".env".utf8), .dotenv), (Array(".yml".utf8), .yaml), (Array(".yaml".utf8), .yaml),
    (Array(".json".utf8), .json),
  ]
  private static let allEndings = endings + [(moduleEnding, .python)]

  private static func kind(of name: some BidirectionalCollection<UInt8>) -> SourceKind? {
    if let ending = endings.first(where: { name.ends(in: $0.bytes) }), name.count > ending.bytes.count {
      return ending.kind
    }
    let isDotenv =
      name.elementsEqual(".env".utf8) || name.elementsEqual(".envrc".utf8) || name.starts(with: ".env.".utf8)
    return isDotenv ? .dotenv : nil
  }

  /// `.env` of `.env.example`, `.env_sample` and `.env-dist`.
  private static func withoutExampleSuffix(_ name: [UInt8]) -> ArraySlice<UInt8> {
    for word in exampleWords where name.count > word.count + 1 && name.ends(in: word) {
      let base = name.dropLast(word.count)
      if let separator = base.last, separators.contains(separator) { return base.dropLast() }
    }
    return name[...]
  }

  /// `settings.example.yml`, `example.env`, and CloudFormation's `stack.template.json`, whose values lie elsewhere.
  private static func hasExampleStem(_ name: [UInt8]) -> Bool {
    guard let ending = allEndings.first(where: { name.ends(in: $0.bytes) }) else { return false }
    let stem = Array(name.dropLast(ending.bytes.count))
    if ending.kind == .dotenv, exampleWords.contains(stem) { return true }
    return exampleWords.contains { word in
      stem.count > word.count && stem.ends(in: word) && separators.contains(stem[stem.count - word.count - 1])
    }
  }
}

extension BidirectionalCollection<UInt8> {
  fileprivate func ends(in other: [UInt8]) -> Bool { reversed().starts(with: other.reversed()) }
}

/// Tells a file's kind by its content, for names that say nothing.
enum SourceSniffer {
  /// JSON starts with a brace, or with a bracket and what an array may hold; `[stripe]` is a heading. Then the first line that only one of the two could hold decides between .env and YAML.
  static func kind(of bytes: [UInt8]) -> SourceKind {
    let head = bytes.prefix(64 * 1024)
    let text = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head
    let start = text.lazy.filter { $0 > 0x20 }.prefix(2)
    if start.first == UInt8(ascii: "{") { return .json }
    if start.first == UInt8(ascii: "["), let second = start.dropFirst().first, "{\"[".utf8.contains(second) {
      return .json
    }
    for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      if let kind = kind(ofLine: line.drop { $0 == 0x20 || $0 == 0x09 }) { return kind }
    }
    return .dotenv
  }

  private static func kind(ofLine line: ArraySlice<UInt8>) -> SourceKind? {
    guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
    if line.starts(with: "---".utf8) || line.starts(with: "%YAML".utf8) || line.starts(with: "- ".utf8) {
      return .yaml
    }
    guard let sign = line.first(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) else { return nil }
    if sign == UInt8(ascii: "=") { return .dotenv }
    let after = line[((line.firstIndex(of: sign) ?? line.startIndex) + 1)...].first
    return after == nil || after == 0x20 || after == 0x09 ? .yaml : nil
  }
}
