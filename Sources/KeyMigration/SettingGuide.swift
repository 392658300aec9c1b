package import KeyFacts
import KeyPlanning
package import KeyReports
import KeyRules
package import KeySecrets
package import KeyStores

/// One setting's whole story: where it is mentioned, which place counts and why, and what a database holds of it.
package struct SettingGuide: Sendable {
  /// As it was asked for.
  let name: String
  /// A person gave the order of the sources.
  private var hasOrder = false
  private var vocabulary = SettingVocabulary.standard

  /// Nil for an argument that can be no setting's name: with a key in it, or another character than letters, digits,
  /// `_` and `.`.
  package init?(name: String) {
    let isName = name.utf8.allSatisfy { byte in
      byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    guard isName, !name.isEmpty, name.utf8.count <= 200, name.withoutKeys == name else { return nil }
    self.name = name
  }

  /// Whether the name says something of Stripe: any other is worth a story only where a source mentions it.
  package func isStripes(_ vocabulary: SettingVocabulary) -> Bool { vocabulary.meaning(of: name) != nil }

  /// - Parameters:
  ///   - store: nil where none is to be looked at.
  ///   - hasOrder: a person gave the order of the sources.
  ///   - vocabulary: the names of settings.
  ///   - policy: what the configuration says of rules.
  package func story(
    _ readings: Readings, store: (any KeyStore)?, hasOrder: Bool, vocabulary: SettingVocabulary = .standard,
    policy: FindingPolicy = FindingPolicy()
  ) -> SettingStory {
    var guide = self
    (guide.hasOrder, guide.vocabulary) = (hasOrder, vocabulary)
    return guide.story(readings, store: store, policy: policy)
  }

  private func story(_ readings: Readings, store: (any KeyStore)?, policy: FindingPolicy) -> SettingStory {
    let inventory = Inventory(of: readings.readings)
    let names = names(inventory)
    let indices = inventory.settings.indices.filter { mentions(inventory.settings[$0].setting, names) }
    let snapshot = store.map { store in Result { () throws(StoreError) in try store.snapshot() } }
    let found = try? snapshot?.get()
    let evidence = Evidence(
      readings: readings.withoutSettings, inventory: inventory, conflictPolicy: .error, snapshot: found,
      plan: found.map { Plan(from: $0, to: inventory) })
    let places = indices.map { inventory.settings[$0] }
    let locations = Set(places.map(\.setting.location))
    let diagnostics = RuleCatalog.findings(evidence, policy: policy).kept.filter { finding in
      finding.location.map(locations.contains)
        ?? (finding.setting.map { names.contains(SettingNames.canonical($0)) } ?? false)
    }
    let disagreements = readings.readings.flatMap(\.disagreements)
    let winner = places.first { $0.isEffective && $0.key != nil }
    return SettingStory(
      name: name, promise: (vocabulary.meaning(of: name) ?? .unmapped).promise,
      places: places.map { place(of: $0, winner: winner, disagreements) },
      verdict: verdict(places, inventory, indices),
      database: store.flatMap { store in snapshot.map { database(store.location, $0, places) } },
      diagnostics: diagnostics,
      notRead: readings.unread.map { NotRead(kind: $0.kind, path: $0.path, reason: $0.error.reason) },
      pathsLeftOut: readings.pathsLeftOut)
  }

  // MARK: places

  /// The name, and those that settings modules read it from.
  private func names(_ inventory: Inventory) -> Set<String> {
    var names: Set<String> = [SettingNames.canonical(name)]
    let uses = inventory.settings.filter { $0.setting.module?.form != nil }
    // A chain of aliases is seldom longer than two.
    for _ in 0..<4 {
      let count = names.count
      for judged in uses where names.contains(SettingNames.canonical(judged.setting.name)) {
        guard let use = judged.setting.module, use.form != .source else { continue }
        for inner in [use.reads, use.alias] { if let inner { names.insert(SettingNames.canonical(inner)) } }
      }
      if names.count == count { break }
    }
    return names
  }

  /// It has one of the names, or a settings module takes it from one.
  private func mentions(_ setting: Setting, _ names: Set<String>) -> Bool {
    if names.contains(SettingNames.canonical(setting.name)) { return true }
    guard let use = setting.module, use.form != .source else { return false }
    let asked = SettingNames.canonical(name)
    return [use.reads, use.alias].contains { $0.map { SettingNames.canonical($0) == asked } ?? false }
  }

  private func place(of judged: JudgedSetting, winner: JudgedSetting?, _ disagreements: [Disagreement])
    -> SettingStory.Place
  {
    let setting = judged.setting
    let standing: SettingStory.Standing =
      if judged.isExample {
        .example
      } else if setting.isOverridden {
        .overridden
      } else if let key = judged.key {
        setting === winner?.setting ? .counts : key == winner?.key ? .same : .other
      } else {
        .none
      }
    return SettingStory.Place(
      ReportedSetting(
        name: setting.name, location: setting.location, valueKind: judged.classification.kind, key: judged.key?.summary,
        isOverridden: setting.isOverridden, isExample: judged.isExample),
      standing: standing, module: setting.module?.words(setting),
      conditions: setting.module?.conditions.map(\.words) ?? [],
      loaders: loaders(setting, disagreements))
  }

  /// What the loaders of a .env file read there, where they differ.
  private func loaders(_ setting: Setting, _ disagreements: [Disagreement]) -> [SettingStory.LoaderView] {
    let here = disagreements.first { other in
      other.name == setting.name && other.location.path == setting.location.path
        && other.location.line == setting.location.line
    }
    return here?.views.map { SettingStory.LoaderView(loaders: $0.loaders, reads: $0.reads) } ?? []
  }

  // MARK: what counts

  private func verdict(_ places: [JudgedSetting], _ inventory: Inventory, _ indices: [Int]) -> String {
    let holders = places.filter { $0.isEffective && $0.key != nil }
    guard let first = holders.first, let key = first.key else { return absence(places) }
    let at = first.setting.location.shownPlace
    let others = holders.filter { $0.key != key }
    guard !others.isEmpty else {
      return holders.count == 1
        ? "\(at): the only place that holds a key"
        : "\(at): every place that holds a key holds this one, and it comes first\(order)"
    }
    let members = Set(indices)
    if let conflict = inventory.conflicts.first(where: { !members.isDisjoint(with: $0.settings) }) {
      return "\(conflict.settings.count) different keys: a sync is blocked until a person says which counts; "
        + "\(at) comes first\(order), and `--on-conflict first` takes it"
    }
    return "\(at) comes first\(order); the other keys are for another mode, branch or setting, and count for that"
  }

  private var order: String {
    hasOrder
      ? " in the order of the sources given"
      : ": the environment counts before .env, .env before YAML and JSON, and code last"
  }

  private func absence(_ places: [JudgedSetting]) -> String {
    guard !places.isEmpty else { return "no source that was read mentions it" }
    let kinds = Set(places.filter(\.isEffective).map(\.classification.kind))
    if !kinds.isDisjoint(with: [.reference, .template]) {
      return "its value lies elsewhere: no source that was read holds it"
    }
    if kinds.contains(.encrypted) { return "its value is encrypted" }
    let expectsKey = vocabulary.meaning(of: name)?.expectsKey ?? false
    if !expectsKey, let first = places.first(where: \.isEffective) {
      return "\(first.setting.location.shownPlace) comes first\(order)"
    }
    return "no place holds a key"
  }

  // MARK: the database

  private func database(
    _ location: String, _ snapshot: Result<StoreSnapshot, StoreError>, _ places: [JudgedSetting]
  ) -> SettingStory.Database {
    switch snapshot {
    case .failure(let error):
      return SettingStory.Database(store: ReportedStore(location: location, exists: true), failure: error.message)
    case .success(let snapshot):
      let keys = Set(places.compactMap { $0.key?.secret })
      let names = Set(places.map(\.setting.name) + [name])
      let rows = snapshot.keys.filter { keys.contains($0.secret) || names.contains($0.name) }
      return SettingStory.Database(
        store: ReportedStore(location: snapshot.location, exists: snapshot.exists, isBare: snapshot.isBare),
        keys: rows.map { row in
          let shown = KeyTable.Row(row)
          return SettingStory.Database.Key(
            redacted: shown.redacted, fingerprint: shown.fingerprint, type: row.type, mode: shown.mode, name: row.name,
            isSet: keys.contains(row.secret))
        })
    }
  }
}

extension SettingStory {
  /// The database could not be looked at.
  package var hasFailed: Bool { database?.failure != nil }
}

extension SourceLocation {
  fileprivate var shownPlace: String { path.printable + (line.map { ":\($0)" } ?? "") }
}

extension SettingMeaning {
  /// `the live secret key`.
  fileprivate var promise: String {
    let mode = mode.map { "\($0.rawValue) " } ?? ""
    let ofEither = self.mode == nil ? ", of either mode" : ""
    return switch role {
    case .secret: "the \(mode)secret key\(ofEither)"
    case .restricted: "a \(mode)restricted key\(ofEither)"
    case .publishable: "the \(mode)publishable key\(ofEither)"
    case .anyKey: "a \(mode)key of any type\(ofEither)"
    case .webhookSecret: "a webhook's signing secret"
    case .keyFile: "the path of a file with a \(mode)key"
    case .liveMode: "whether dj-stripe works in live mode"
    case .apiHost: "the host of Stripe's API"
    case .otherStripe: "a setting of Stripe's that is no key"
    case .unmapped: "a name that says nothing of Stripe"
    }
  }
}

extension ModuleUse {
  /// What a settings module makes of it.
  fileprivate func words(_ setting: Setting) -> String {
    let inner = reads?.printable ?? ""
    let found = origin.map { ", found at \($0.shownPlace)" }
    var words: String
    switch form {
    case .literal: words = "stands in the code"
    case .environment:
      words = "reads \(inner) from the environment"
      if isFallback, setting.isOverridden {
        words = "the default of what reads \(inner), which is set"
      } else if isFallback {
        words += ", which no source sets: its default counts"
      } else if setting.form == .reference, alias != nil {
        words += ", which no source sets"
      } else {
        words += found ?? (setting.form == .reference ? ", which no source sets" : ", found there")
      }
      if setting.meaning.role == .liveMode { words += conversion == .none ? "; stays a text" : "; converted" }
    case .mapping: words = "looks up \(inner) in a mapping" + (found ?? "")
    case .alias: words = "is \(inner)" + (found ?? ", which the module does not define")
    case .computed: words = "is computed: only running the module would tell"
    case .source: words = "a settings module reads it as \(inner)"
    }
    if let alias, form != .alias { words = "is \(alias.printable), which \(words)" }
    return words
  }
}
