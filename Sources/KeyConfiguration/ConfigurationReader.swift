import KeyFacts
import KeySecrets
import KeySources

/// Takes a document for a configuration, and notes everything that is wrong with it.
struct ConfigurationReader {
  private(set) var mistakes: [ConfigurationMistake] = []
  var configuration: Configuration
  private let path: String

  init(path: String, directory: String) {
    self.path = path
    configuration = Configuration(path: path, directory: directory)
  }

  mutating func take(_ documents: [YAMLNode]) {
    if documents.count > 1 { complain(documents[1], "a second document: all stands in one") }
    guard let document = documents.first, !document.isNull else { return }
    for (key, value) in pairs(of: document, "sources:, store:, settings: and the like") {
      guard let name = name(of: key) else { continue }
      guard let part = ConfigurationPart(rawValue: name) else {
        complain(key, unknown(name, "a part of a configuration", among: ConfigurationPart.allCases.map(\.rawValue)))
        continue
      }
      guard !value.isNull else {
        complain(value, "\(name): has no value: \(part.allowed)")
        continue
      }
      take(part, value)
    }
  }

  func location(_ node: YAMLNode) -> SourceLocation {
    SourceLocation(kind: .yaml, path: path, line: node.line, column: node.column)
  }

  func entry<Value>(_ value: Value?, _ node: YAMLNode) -> Configuration.Entry<Value>? {
    value.map { Configuration.Entry($0, at: location(node)) }
  }

  mutating func complain(_ node: YAMLNode, _ reason: String) {
    mistakes.append(ConfigurationMistake(path: path, line: node.line, column: node.column, reason: reason))
  }

  // MARK: kinds of nodes

  /// The pairs of a mapping, each name once.
  mutating func pairs(of node: YAMLNode, _ allowed: String) -> [(key: YAMLNode, value: YAMLNode)] {
    guard case .mapping(let pairs) = node.content else {
      complain(node, "\(met(node)), where names with values are to stand: \(allowed)")
      return []
    }
    var seen: Set<String> = []
    return pairs.filter { key, _ in
      guard case .scalar(let text, _) = key.content, !seen.insert(text).inserted else { return true }
      complain(key, "\(shown(text)) is here for the second time")
      return false
    }
  }

  mutating func items(of node: YAMLNode, _ allowed: String) -> [YAMLNode]? {
    // One needs no list.
    if case .scalar = node.content { return [node] }
    guard case .sequence(let items) = node.content else {
      complain(node, "\(met(node)), where a list is to stand: \(allowed)")
      return nil
    }
    return items
  }

  /// A name in a mapping.
  mutating func name(of key: YAMLNode) -> String? {
    guard let text = scalar(key) else {
      if case .scalar = key.content { return nil }
      complain(key, "\(met(key)), where a name is to stand")
      return nil
    }
    return text
  }

  mutating func text(_ node: YAMLNode, _ allowed: String) -> String? {
    guard case .scalar(let text, _) = node.content, !text.isEmpty, !node.isNull else {
      complain(node, "\(met(node)), where this is allowed: \(allowed)")
      return nil
    }
    return scalar(node)
  }

  /// A text without a key in it: one that has is refused.
  private mutating func scalar(_ node: YAMLNode) -> String? {
    guard case .scalar(let text, _) = node.content else { return nil }
    guard text.withoutKeys == text, !ValueClassifier.looksLikeCredential(Secret(Array(text.utf8))) else {
      complain(node, Self.keyStandsHere)
      return nil
    }
    return text
  }

  private static let keyStandsHere =
    "a key stands here (not shown), and this file is one to be shared: roll the key, and take it out of here"

  /// Complains of keys wherever they stand: in a comment, or in base64, too.
  mutating func search(_ bytes: [UInt8]) {
    let known = Set(mistakes.filter { $0.reason == Self.keyStandsHere }.map(\.line))
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard let start = key(in: line), !known.contains(index + 1) else { continue }
      let column = 1 + line[..<start].count { $0 & 0xC0 != 0x80 }
      mistakes.append(ConfigurationMistake(path: path, line: index + 1, column: column, reason: Self.keyStandsHere))
    }
  }

  /// Where a key's body starts in a line, or its base64.
  private func key(in line: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: line, as: UTF8.self)
    let hidden = text.withoutKeys
    if hidden != text {
      return line.startIndex + zip(line, hidden.utf8).prefix { $0 == $1 }.count
    }
    let words = line.split { byte in !"+/=_-".utf8.contains(byte) && !isLetter(byte) && !isDigit(byte) }
    return words.first { word in
      word.count >= 24 && ["c2tf", "cGtf", "cmtf", "d2hzZWNf"].contains { word.starts(with: $0.utf8) }
    }?.startIndex
  }

  mutating func flag(_ node: YAMLNode) -> Bool? {
    guard let text = text(node, "true or false") else { return nil }
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      complain(node, "\(shown(text)) is neither true nor false")
      return nil
    }
  }

  mutating func choice<Value: CaseIterable & RawRepresentable<String>>(_ node: YAMLNode, _: Value.Type) -> Value? {
    choice(node, among: Value.allCases.map(\.rawValue)).flatMap(Value.init(rawValue:))
  }

  mutating func choice(_ node: YAMLNode, among names: [String]) -> String? {
    guard let text = text(node, listed(names)) else { return nil }
    if names.contains(text) { return text }
    complain(node, unknown(text, "one of \(listed(names))", among: names, lists: false))
    return nil
  }

  // MARK: words

  /// `no part of a configuration: did you mean dialect?`
  func unknown(_ text: String, _ what: String, among names: [String], lists: Bool = true) -> String {
    let head = "\(shown(text)) is not \(what)"
    if let near = NearestName.of(text, in: names) { return head + ": did you mean \(near)?" }
    return lists ? head + ": there are \(listed(names))" : head
  }

  func listed(_ names: [String]) -> String { names.joined(separator: ", ") }

  /// What may be shown of a text: names and words. Any other may be a secret, and is told by its length.
  func shown(_ text: String) -> String {
    // YAML's sign for what is to be put in from elsewhere.
    if text == "<<" { return text }
    let isWord = text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-.[]".utf8.contains($0) }
    // A password or a token made by a machine is none.
    guard isWord, text.utf8.count <= 48, text.withoutRandomRuns == text else {
      return "a text of \(text.utf8.count) bytes (not shown)"
    }
    return text
  }

  func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private func met(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar where node.isNull: "nothing"
    case .scalar(let text, _): text.isEmpty ? "an empty text" : "a single value"
    case .sequence: "a list"
    case .mapping: "names with values"
    case .standIn: "a tag, or an alias of more than a single value"
    }
  }
}
