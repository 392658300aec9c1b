import Foundation

/// Checks a document against the part of JSON Schema 2020-12 that `docs/report.schema.json` uses. A keyword that it
/// does not know is a complaint too, so that no part of the schema goes unchecked.
struct JSONSchema {
  private static let annotations: Set<String> = ["$schema", "$defs", "title", "description"]

  private let root: JSONValue

  init(_ text: String) throws { root = try JSONValue(parsing: text) }

  /// What is wrong with `document`, each with the path to it; empty when it is valid.
  func complaints(about document: JSONValue) -> [String] { check(document, root, "$") }

  private func check(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    schema.fields.sorted { $0.key < $1.key }.flatMap { keyword, rule -> [String] in
      switch keyword {
      case _ where Self.annotations.contains(keyword): []
      case "$ref": check(value, definition(rule), path)
      case "anyOf":
        rule.items.contains { check(value, $0, path).isEmpty } ? [] : ["\(path): no branch fits"]
      case "const": value == rule ? [] : ["\(path): is not \(rule)"]
      case "enum": rule.items.contains(value) ? [] : ["\(path): \(value) is not in the enumeration"]
      case "type": checkType(value, rule, path)
      case "minimum": checkMinimum(value, rule, path)
      case "pattern": checkPattern(value, rule, path)
      case "items": value.items.enumerated().flatMap { check($1, rule, "\(path)[\($0)]") }
      case "required":
        rule.items.compactMap(\.text).filter { value.fields[$0] == nil }.map { "\(path): lacks \($0)" }
      case "properties":
        value.fields.flatMap { name, field in rule.fields[name].map { check(field, $0, "\(path).\(name)") } ?? [] }
      case "additionalProperties" where rule == .boolean(false):
        value.fields.keys.filter { schema["properties"].fields[$0] == nil }.map { "\(path): \($0) is unknown" }
      default: ["\(path): the schema's \(keyword) is not checked"]
      }
    }
  }

  private func definition(_ reference: JSONValue) -> JSONValue {
    let name = (reference.text ?? "").split(separator: "/").last.map(String.init) ?? ""
    return root["$defs"].fields[name] ?? .object(["undefined": reference])
  }

  private func checkType(_ value: JSONValue, _ rule: JSONValue, _ path: String) -> [String] {
    let names = rule.text.map { [$0] } ?? rule.items.compactMap(\.text)
    return names.contains(value.typeName) ? [] : ["\(path): is \(value.typeName), not \(names)"]
  }

  private func checkMinimum(_ value: JSONValue, _ rule: JSONValue, _ path: String) -> [String] {
    guard case .integer(let number) = value, case .integer(let minimum) = rule, number < minimum else { return [] }
    return ["\(path): \(number) is less than \(minimum)"]
  }

  private func checkPattern(_ value: JSONValue, _ rule: JSONValue, _ path: String) -> [String] {
    guard let text = value.text, let pattern = rule.text else { return [] }
    return text.range(of: pattern, options: .regularExpression) == nil ? ["\(path): does not match \(pattern)"] : []
  }
}
