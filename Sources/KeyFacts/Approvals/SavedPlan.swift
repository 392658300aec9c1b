/// A plan as a file holds it, without a key: what was asked for, what was read, and what would be done.
package struct SavedPlan: Hashable, Sendable {
  /// The keyferry that made it.
  package let program: String
  /// A short name for what it writes.
  package let id: String
  package let store: Store
  /// The store to copy from; nil where keys come from settings.
  package let origin: Origin?
  package let request: Request
  /// Why it may not be carried out, in words; empty when it may.
  package let blocked: [String]
  /// Every key that it is about, with the places that named it.
  package let keys: [Key]
  /// The kept rows of the store included.
  package let changes: [Change]

  package init(
    program: String, id: String, store: Store, origin: Origin?, request: Request, blocked: [String], keys: [Key],
    changes: [Change]
  ) {
    self.program = program
    self.id = id
    self.store = store
    self.origin = origin
    self.request = request
    self.blocked = blocked.map(\.withoutKeys)
    self.keys = keys
    self.changes = changes
  }
}

extension SavedPlan {
  /// The options that decide what a plan does, as they were given.
  package struct Request: Hashable, Sendable {
    /// What `--db` or a configuration file said; nil where KEYFERRY_DB or nobody named the store. No password is ever in it.
    package var database: String?
    /// What `--layout` said.
    package var layout: String?
    /// Empty for the environment and the current directory.
    package var sources: [String] = []
    /// What `--exclude` said; patterns of a configuration file stay there.
    package var exclude: [String] = []
    /// A name for the folder that relative paths start from, and nothing leads back from it; nil where it is not known.
    package var folder: String?
    package var from: String?
    package var leavesEnvironmentOut = false
    package var dialect = ""
    package var onConflict = ConflictPolicy.error
    package var includeUnmapped = false
    package var skipPublishable = false
    package var prune = false
    package var maxDeletes = 10
    package var confirmed = false
    package var account: String?
    /// What `--djstripe-version` said.
    package var release: String?

    package init() {}

    /// The name of a folder, by its absolute path.
    package static func name(ofFolder path: String) -> String {
      var hash = FNV128()
      hash.mix("keyferry:folder:v1\0" + path)
      return hash.hex
    }
  }

  /// The store that it is for.
  package struct Store: Hashable, Sendable {
    /// As messages name it: without a password.
    package let location: String
    /// `keyferry` or `djstripe`.
    package let layout: String
    package let exists: Bool
    package let revision: String

    package init(location: String, layout: String, exists: Bool, revision: String) {
      self.location = location.withoutKeys
      self.layout = layout
      self.exists = exists
      self.revision = revision
    }

    /// Another path may lead to the same store.
    func isSameState(as other: Store) -> Bool {
      layout == other.layout && exists == other.exists && revision == other.revision
    }
  }

  package struct Origin: Hashable, Sendable {
    package let location: String
    package let revision: String

    package init(location: String, revision: String) {
      self.location = location.withoutKeys
      self.revision = revision
    }
  }

  /// Where a key was read.
  package struct Place: Hashable, Sendable {
    package let setting: String
    package let location: SourceLocation

    package init(setting: String, location: SourceLocation) {
      self.setting = setting.withoutKeys
      self.location = location
    }
  }

  package struct Key: Hashable, Sendable {
    package let summary: KeySummary
    /// First-ranking source first.
    package let places: [Place]

    package init(summary: KeySummary, places: [Place]) {
      self.summary = summary
      self.places = places
    }
  }

  package struct Change: Hashable, Sendable {
    package let action: ChangeAction
    package let key: KeySummary
    package let name: String
    package let account: String?
    package let fields: ChangedFields

    package init(action: ChangeAction, key: KeySummary, name: String, account: String?, fields: ChangedFields) {
      self.action = action
      self.key = key
      self.name = name.withoutKeys
      self.account = account?.withoutKeys
      self.fields = fields
    }
  }
}
