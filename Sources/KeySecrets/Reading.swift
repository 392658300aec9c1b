package import KeyFacts

/// What one file, stream or environment held: made once, never changed.
package struct Reading: Sendable {
  package let kind: SourceKind
  /// As in its settings' locations.
  package let path: String
  /// In the order of the source. Those that a later definition in the same scope overrides are there, and marked.
  package let settings: [Setting]
  /// Lines that the format does not allow, and which hold no setting for that reason.
  package let malformed: [MalformedLine]
  /// Settings of a .env file that its usual loaders read differently.
  package let disagreements: [Disagreement]
  /// The files that a compose file's services take their environment from.
  package let environmentFiles: [EnvironmentFile]
  /// `.env.example` and its kin: looked at, and never a source of keys.
  package let isExample: Bool
  /// The permission bits of the file; nil for what is no file.
  package let permissions: UInt16?
  /// Comments that pass findings by.
  package let ignores: [IgnoreComment]

  package init(
    kind: SourceKind, path: String, settings: [Setting], malformed: [MalformedLine] = [],
    disagreements: [Disagreement] = [], environmentFiles: [EnvironmentFile] = [], isExample: Bool = false,
    permissions: UInt16? = nil, ignores: [IgnoreComment] = []
  ) {
    self.kind = kind
    self.path = path
    self.settings = settings
    self.malformed = malformed
    self.disagreements = disagreements
    self.environmentFiles = environmentFiles
    self.isExample = isExample
    self.permissions = permissions
    self.ignores = ignores
  }

  /// The same with other settings.
  package func replacing(settings: [Setting]) -> Reading {
    Reading(
      kind: kind, path: path, settings: settings, malformed: malformed, disagreements: disagreements,
      environmentFiles: environmentFiles, isExample: isExample, permissions: permissions, ignores: ignores)
  }

  /// The same with the comments that pass its findings by.
  package func noting(_ ignores: [IgnoreComment]) -> Reading {
    guard !ignores.isEmpty else { return self }
    return Reading(
      kind: kind, path: path, settings: settings, malformed: malformed, disagreements: disagreements,
      environmentFiles: environmentFiles, isExample: isExample, permissions: permissions, ignores: ignores)
  }
}

/// A line that could not be read as what its file is.
package struct MalformedLine: Hashable, Sendable {
  package let location: SourceLocation
  /// What is wrong, in words that quote nothing of the line: `text after the closing quote`.
  package let reason: String

  package init(location: SourceLocation, reason: String) {
    self.location = location
    self.reason = reason
  }
}

/// A file that a compose file names with `env_file:`.
package struct EnvironmentFile: Hashable, Sendable {
  /// As it is written: relative to the compose file's directory, mostly.
  package let path: String
  /// Compose refuses to start without it.
  package let isRequired: Bool
  /// `format: raw`: as `docker run --env-file` reads it.
  package let isRaw: Bool
  /// Of the path.
  package let location: SourceLocation

  package init(path: String, isRequired: Bool, isRaw: Bool, location: SourceLocation) {
    self.path = path
    self.isRequired = isRequired
    self.isRaw = isRaw
    self.location = location
  }
}

/// A setting that loaders read differently from the same line.
package struct Disagreement: Hashable, Sendable {
  package struct View: Hashable, Sendable {
    /// By name, as in `django-environ`.
    package let loaders: [String]
    /// What kind of value they read: `a key with a comment in it`.
    package let reads: String

    package init(loaders: [String], reads: String) {
      self.loaders = loaders
      self.reads = reads
    }
  }

  package let location: SourceLocation
  /// Nil for lines that were too many to compare.
  package let name: String?
  /// One for each value.
  package let views: [View]
  /// How many lines were not compared; 0 for a setting.
  package let uncompared: Int

  package init(location: SourceLocation, name: String?, views: [View], uncompared: Int = 0) {
    self.location = location
    self.name = name?.withoutKeys
    self.views = views
    self.uncompared = uncompared
  }
}

/// A source that could not be read, or only in part.
package struct UnreadSource: Hashable, Sendable {
  package let kind: SourceKind?
  package let path: String
  package let error: SourceError

  package init(kind: SourceKind?, path: String, error: SourceError) {
    self.kind = kind
    self.path = path
    self.error = error
  }
}

/// All that the sources of a run held, in the order in which they count.
package struct Readings: Sendable {
  package let readings: [Reading]
  package let unread: [UnreadSource]
  /// Files that were opened and searched, those without a Stripe setting included.
  package let filesSearched: Int
  /// Files and folders that a walk would have read, and a pattern left out.
  package let pathsLeftOut: Int

  /// The same without the settings: what is left to say of the sources once an inventory has taken the settings over.
  package var withoutSettings: Readings {
    let bare = readings.map { reading in
      Reading(
        kind: reading.kind, path: reading.path, settings: [], malformed: reading.malformed,
        disagreements: reading.disagreements, isExample: reading.isExample, permissions: reading.permissions,
        ignores: reading.ignores)
    }
    return Readings(readings: bare, unread: unread, filesSearched: filesSearched, pathsLeftOut: pathsLeftOut)
  }

  package init(readings: [Reading], unread: [UnreadSource], filesSearched: Int, pathsLeftOut: Int = 0) {
    self.pathsLeftOut = pathsLeftOut
    self.readings = readings
    self.unread = unread
    self.filesSearched = filesSearched
  }
}
