import KeyFacts
package import KeySecrets

/// The variables of an environment, as bytes: a value need not be UTF-8, and must not be repaired.
package struct EnvironmentVariables: Sendable {
  package typealias Variable = (name: [UInt8], value: [UInt8])

  /// In the order of the environment.
  package let variables: [Variable]
  private let values: [[UInt8]: [UInt8]]

  package init(_ variables: [Variable]) {
    self.variables = variables
    // Of two entries of one name, the first counts for getenv and for Python.
    values = Dictionary(variables.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  package func value(of name: [UInt8]) -> [UInt8]? { values[name] }
}

/// Finds Stripe settings among the variables of an environment.
package enum EnvironmentParser {
  package static func parse(
    _ environment: EnvironmentVariables, vocabulary: SettingVocabulary = .standard
  ) -> Reading {
    var names = SettingNameCache(vocabulary)
    var settings: [Setting] = []
    var previous: [UInt8]?
    let sorted = environment.variables.enumerated().sorted { a, b in
      if a.element.name == b.element.name { return a.offset < b.offset }
      return a.element.name.lexicographicallyPrecedes(b.element.name)
    }
    for (_, variable) in sorted where !variable.name.isEmpty {
      let isRepeated = variable.name == previous
      previous = variable.name
      let secret = Secret(variable.value)
      let meaning = variable.name.withUnsafeBufferPointer { names.meaning(of: $0, value: secret) }
      guard let meaning else { continue }
      settings.append(
        Setting(
          name: String(decoding: variable.name, as: UTF8.self), meaning: meaning, value: secret,
          location: SourceLocation(kind: .environment, path: "environment"), isOverridden: isRepeated))
    }
    return Reading(kind: .environment, path: "environment", settings: settings)
  }
}

extension SettingNameCache {
  /// The meaning by name, or that of a value which is a Stripe credential whatever its name; nil for all else.
  mutating func meaning(of name: UnsafeBufferPointer<UInt8>, value: Secret) -> SettingMeaning? {
    if let meaning = meaning(of: name) { return meaning }
    guard ValueClassifier.looksLikeCredential(value) else { return nil }
    return SettingNames.meaningIfCredential(of: String(decoding: name, as: UTF8.self)) ?? .unmapped
  }
}
