package import KeyFacts

/// All that is known of one setting, as `keyferry explain STRIPE_LIVE_SECRET_KEY` tells it.
package struct SettingStory: Sendable {
  /// What a place has to do with the key that counts. Raw values are those of the JSON report's `standing`.
  package enum Standing: String, Sendable, CaseIterable {
    case counts
    case same
    case other
    /// No key is there to be seen: nothing, a placeholder, a value that lies elsewhere.
    case none
    case overridden, example
  }

  /// A place that mentions the setting.
  package struct Place: Sendable {
    let setting: ReportedSetting
    let standing: Standing
    /// What a settings module makes of it: `reads PAYMENTS from the environment, found at .env:2`.
    let module: String?
    /// The branches it stands in.
    let conditions: [String]
    /// What the loaders of a .env file read there, where they differ.
    let loaders: [LoaderView]

    package init(
      _ setting: ReportedSetting, standing: Standing, module: String? = nil, conditions: [String] = [],
      loaders: [LoaderView] = []
    ) {
      self.setting = setting
      self.standing = standing
      self.module = module
      self.conditions = conditions
      self.loaders = loaders
    }
  }

  package struct LoaderView: Sendable {
    let loaders: [String]
    let reads: String

    package init(loaders: [String], reads: String) {
      self.loaders = loaders
      self.reads = reads
    }
  }

  /// What a database holds of it.
  package struct Database: Sendable {
    package struct Key: Sendable {
      let redacted: String
      let fingerprint: Fingerprint?
      let type: KeyType
      let mode: KeyMode
      let name: String
      /// A place of the setting holds the same key.
      let isSet: Bool

      package init(
        redacted: String, fingerprint: Fingerprint?, type: KeyType, mode: KeyMode, name: String, isSet: Bool
      ) {
        self.redacted = redacted
        self.fingerprint = fingerprint
        self.type = type
        self.mode = mode
        self.name = name
        self.isSet = isSet
      }
    }

    let store: ReportedStore
    let keys: [Key]
    /// Why it could not be looked at.
    package let failure: String?

    package init(store: ReportedStore, keys: [Key] = [], failure: String? = nil) {
      self.store = store
      self.keys = keys
      self.failure = failure
    }
  }

  /// As it was asked for.
  package let name: String
  /// What the name promises: `the live secret key`.
  let promise: String
  /// In the order in which they count.
  package let places: [Place]
  package var isEmpty: Bool { places.isEmpty }
  /// Which place counts and why, or why none does.
  let verdict: String
  /// Nil where no database was named, and none was there.
  package let database: Database?
  let diagnostics: [Diagnostic]
  let notRead: [NotRead]
  /// Files and folders that a pattern left out.
  let pathsLeftOut: Int
  /// Every source was read.
  package var isComplete: Bool { notRead.isEmpty }

  package init(
    name: String, promise: String, places: [Place], verdict: String, database: Database?, diagnostics: [Diagnostic],
    notRead: [NotRead], pathsLeftOut: Int = 0
  ) {
    self.name = name
    self.promise = promise
    self.places = places
    self.verdict = verdict
    self.database = database
    self.diagnostics = diagnostics.inOrder
    self.notRead = notRead.inOrder
    self.pathsLeftOut = pathsLeftOut
  }
}

extension SettingStory.Place {
  /// `sk_live_...abcd`, or what stands there instead.
  var value: String { setting.key?.redacted ?? setting.valueKind.rawValue }

  var standingWords: String {
    switch standing {
    case .counts: "counts"
    case .same: "the same key"
    case .other: "another key"
    case .none: ""
    case .overridden: "does not count: overridden"
    case .example: "does not count: an example"
    }
  }

  /// Lines that say more of it.
  var details: [String] {
    var details: [String] = []
    if let module { details.append(module + (conditions.isEmpty ? "" : "; " + conditions.joined(separator: ", "))) }
    for view in loaders { details.append("\(view.loaders.joined(separator: ", ")): \(view.reads)") }
    return details
  }
}

extension SettingStory.Database {
  func words(for key: Key) -> String { key.isSet ? "the key of this setting" : "another key" }

  /// What there is to say where no key is listed.
  var emptyWords: String {
    failure ?? store.absence.map { "it " + $0 } ?? "no key of this setting, and none under its name"
  }
}
