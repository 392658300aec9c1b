package import KeyFacts
package import KeySecrets
package import KeySources
package import KeyStores

/// What a `.keyferry.yml` says: every part as it is written there, with its place; nil for what it does not mention.
package struct Configuration: Sendable {
  package struct Entry<Value: Sendable>: Sendable {
    package let value: Value
    package let location: SourceLocation

    package init(_ value: Value, at location: SourceLocation) {
      self.value = value
      self.location = location
    }
  }

  /// A setting's name of the project's own, and what it holds.
  package struct OwnName: Hashable, Sendable {
    package let name: String
    package let meaning: SettingMeaning

    /// `PAYMENTS_KEY: {role: secret, mode: live}`.
    package var words: String {
      let role = ConfigurationReader.roles.first { $0.role == meaning.role }?.name ?? "none"
      return "\(name): {role: \(role)\(meaning.mode.map { ", mode: \($0.rawValue)" } ?? "")}"
    }
  }

  /// As it is to be shown.
  package let path: String
  /// That of the file: what its patterns are relative to. Its sources and its store are so already.
  package let directory: String

  package internal(set) var sources: Entry<[String]>?
  package internal(set) var exclude: Entry<[String]>?
  package internal(set) var environment: Entry<Bool>?
  package internal(set) var dialect: Entry<DotenvDialect>?
  package internal(set) var names: Entry<[OwnName]>?
  package internal(set) var store: Entry<String>?
  package internal(set) var layout: Entry<StoreLayout>?
  package internal(set) var lockTimeout: Entry<Double>?
  package internal(set) var account: Entry<String>?
  package internal(set) var djStripe: Entry<String>?
  package internal(set) var onConflict: Entry<ConflictPolicy>?
  package internal(set) var includeUnmapped: Entry<Bool>?
  package internal(set) var skipPublishable: Entry<Bool>?
  package internal(set) var strict: Entry<Bool>?
  package internal(set) var rules: Entry<FindingPolicy>?
  /// Nil in the entry is `never`.
  package internal(set) var failOn: Entry<Severity?>?

  init(path: String, directory: String) {
    self.path = path
    self.directory = directory
  }

  /// Of no file.
  package static let none = Configuration(path: "", directory: "")

  /// The names of settings with the project's own among them.
  package var vocabulary: SettingVocabulary {
    names.map { SettingVocabulary(own: $0.value.map { ($0.name, $0.meaning) }) } ?? .standard
  }
}

/// What is wrong at a place of the file: what was met, and what is allowed. No text that may be a secret is in it.
package struct ConfigurationMistake: Hashable, Sendable {
  package let path: String
  package let line: Int?
  package let column: Int?
  /// In a message's style.
  package let reason: String

  package init(path: String, line: Int?, column: Int?, reason: String) {
    (self.path, self.line, self.column, self.reason) = (path, line, column, reason)
  }

  package var message: String {
    ([path.printable] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":") + ": " + reason
  }
}

/// Every mistake of a configuration, in the order of the file.
package struct ConfigurationError: Error, Sendable {
  package let mistakes: [ConfigurationMistake]

  package init(mistakes: [ConfigurationMistake]) { self.mistakes = mistakes }
}
