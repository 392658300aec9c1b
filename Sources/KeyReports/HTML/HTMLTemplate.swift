/// A template in Mustache's language, as much of it as the page needs: `{{name}}`, `{{{name}}}` for what is markup
/// already, `{{#name}}`, `{{^name}}` and `{{>part}}`. A name with a dot before it is looked for in the innermost value
/// alone. A name that no value has is an error.
struct HTMLTemplate {
  enum Failure: Error {
    case unclosed(String)
    case unknown(String)
  }

  fileprivate indirect enum Piece {
    case text(String)
    case variable(String, isMarkup: Bool)
    case section(String, isInverted: Bool, [Piece])
    case part(String)
  }

  private let pieces: [Piece]

  init(_ text: [UInt8]) throws {
    var reader = Reader(text)
    pieces = try reader.pieces(until: nil)
  }

  /// - Parameter view: a value whose properties are the template's names.
  func render(_ view: Any, parts: [String: HTMLTemplate]) throws -> String {
    var page = ""
    try HTMLTemplate.write(pieces, [Scope(view)], parts, to: &page)
    return page
  }

  private static func write(
    _ pieces: [Piece], _ scopes: [Scope], _ parts: [String: HTMLTemplate], to page: inout String
  ) throws {
    for piece in pieces {
      switch piece {
      case .text(let text): page += text
      case .variable(let name, let isMarkup):
        guard let value = try value(name, scopes) else { continue }
        let text = value as? String ?? String(describing: value)
        page += isMarkup ? text : HTMLText.escaped(text)
      case .section(let name, let isInverted, let inner):
        for value in try items(of: value(name, scopes), isInverted) {
          try write(inner, value.map { scopes + [Scope($0)] } ?? scopes, parts, to: &page)
        }
      case .part(let name):
        guard let part = parts[name] else { throw Failure.unknown(name) }
        try write(part.pieces, scopes, parts, to: &page)
      }
    }
  }

  /// What a section is written for: nothing, each item of a list, or the value itself; nil where the scope stays.
  private static func items(of value: Any?, _ isInverted: Bool) -> [Any?] {
    let items: [Any?] =
      switch value {
      case nil: []
      case let truth as Bool: truth ? [nil] : []
      case let list as [Any]: list
      case let value?: [value]
      }
    return isInverted ? (items.isEmpty ? [nil] : []) : items
  }

  private static func value(_ name: String, _ scopes: [Scope]) throws -> Any? {
    guard name != "." else { return scopes.last?.value }
    let isInner = name.hasPrefix(".")
    let label = isInner ? String(name.dropFirst()) : name
    for scope in scopes.suffix(isInner ? 1 : scopes.count).reversed() {
      if let found = scope.properties[label] { return found }
    }
    throw Failure.unknown(name)
  }

  private struct Scope {
    let value: Any
    /// Nil for a property that is there and holds nothing.
    let properties: [String: Any?]

    init(_ value: Any) {
      self.value = value
      var properties: [String: Any?] = [:]
      for (label, child) in Mirror(reflecting: value).children {
        guard let label else { continue }
        let mirror = Mirror(reflecting: child)
        properties.updateValue(mirror.displayStyle == .optional ? mirror.children.first?.value : child, forKey: label)
      }
      self.properties = properties
    }
  }
}

extension HTMLTemplate {
  fileprivate struct Reader {
    private let text: [UInt8]
    private var index = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func pieces(until end: String?) throws -> [Piece] {
      var pieces: [Piece] = []
      while let open = nextTag() {
        var close = open + 2
        while !holds("}}", at: close) {
          guard close < text.count else { throw Failure.unclosed(end ?? "") }
          close += 1
        }
        let isMarkup = text[open + 2] == UInt8(ascii: "{")
        let tag = string(open + (isMarkup ? 3 : 2), close)
        let after = close + (isMarkup ? 3 : 2)
        let kind = isMarkup ? nil : tag.first.flatMap { "#^/>".contains($0) ? $0 : nil }
        let line = kind == nil ? nil : lineOf(open, after)
        pieces.append(.text(string(index, line?.start ?? open)))
        index = line?.end ?? after
        let name = String(kind == nil ? tag[...] : tag.dropFirst())
        switch kind {
        case "#", "^": pieces.append(.section(name, isInverted: kind == "^", try self.pieces(until: name)))
        case ">": pieces.append(.part(name))
        case "/":
          guard name == end else { throw Failure.unclosed(name) }
          return pieces
        default: pieces.append(.variable(name, isMarkup: isMarkup))
        }
      }
      guard end == nil else { throw Failure.unclosed(end ?? "") }
      pieces.append(.text(string(index, text.count)))
      return pieces
    }

    private func nextTag() -> Int? { (index..<text.count).first { holds("{{", at: $0) } }

    private func holds(_ mark: StaticString, at index: Int) -> Bool {
      index + 1 < text.count && text[index] == mark.utf8Start[0] && text[index + 1] == mark.utf8Start[1]
    }

    private func string(_ start: Int, _ end: Int) -> String { String(decoding: text[start..<end], as: UTF8.self) }

    /// The line that a tag stands on alone, which goes with it.
    private func lineOf(_ open: Int, _ after: Int) -> (start: Int, end: Int)? {
      var start = open
      while start > index, text[start - 1] == UInt8(ascii: " ") { start -= 1 }
      guard start == 0 || text[start - 1] == UInt8(ascii: "\n") else { return nil }
      guard after < text.count, text[after] == UInt8(ascii: "\n") else { return nil }
      return (start, after + 1)
    }
  }
}
