/// Which keys a project's settings hold, as somebody approved it, without a key: what `keyferry.lock` says.
package struct KeyLock: Hashable, Sendable {
  /// In the order of the file.
  package let keys: [Key]
  /// Settings for a key whose value lies elsewhere, in the order of the file.
  package let references: [Place]

  package init(keys: [Key], references: [Place]) {
    self.keys = keys
    self.references = references
  }

  package struct Key: Hashable, Sendable {
    package let summary: KeySummary
    /// Of the setting that ranks first.
    package let name: String
    package let places: [Place]

    package init(summary: KeySummary, name: String, places: [Place]) {
      self.summary = summary
      self.name = name.withoutKeys
      self.places = places
    }
  }

  /// A setting in a source. Its line is left out: it moves with every edit.
  package struct Place: Hashable, Sendable {
    package let setting: String
    package let source: Source
    /// Where the lock's file says so; nil for what was not read from one.
    package let line: Int?

    package init(setting: String, source: Source, line: Int? = nil) {
      self.setting = setting.withoutKeys
      self.source = source
      self.line = line
    }

    package var id: ID { ID(setting: setting, source: source.id) }

    /// What tells two places apart.
    package struct ID: Hashable, Sendable {
      package let setting: String
      package let source: String
    }
  }

  package enum Source: Hashable, Sendable {
    case environment
    /// A file, by its path from the lock's folder. Git has it or not; nil where that is not known.
    case file(path: String, isCommitted: Bool?)

    /// The same for every way to know of it. No file has an empty path.
    package var id: String {
      switch self {
      case .environment: ""
      case .file(let path, _): path
      }
    }

    /// `.env`, `the environment`.
    package var words: String {
      switch self {
      case .environment: "the environment"
      case .file(let path, _): path
      }
    }
  }
}
