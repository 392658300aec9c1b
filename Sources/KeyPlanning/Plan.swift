import KeyFacts
package import KeySecrets

/// The way from what a store holds to what the settings say. A dry run ends with one.
package struct Plan: Sendable {
  package struct Options: Sendable {
    /// Remove stored keys that no setting names.
    package var prune = false
    /// `--prune` refuses to remove more.
    package var maxDeletes = 10
    /// A person confirmed that the last key of a type and mode may go.
    package var confirmed = false

    package init(prune: Bool = false, maxDeletes: Int = 10, confirmed: Bool = false) {
      self.prune = prune
      self.maxDeletes = maxDeletes
      self.confirmed = confirmed
    }
  }

  package let options: Options
  package let revision: String
  /// By the bytes of their secrets, one a secret.
  package let changes: [Change]
  /// Stored keys that no setting names, whether they are to be removed or kept.
  package let unnamed: [StoredKey]

  package init(from snapshot: StoreSnapshot, to inventory: Inventory, options: Options = Options()) {
    self.options = options
    revision = snapshot.revision
    var changes: [Change] = []
    changes.reserveCapacity(max(snapshot.keys.count, inventory.keys.count))
    var unnamed: [StoredKey] = []
    let leftOut = Set(inventory.leftOut.map(\.secret))
    var stored = snapshot.keys[...]
    func settle(_ row: StoredKey) {
      guard !leftOut.contains(row.secret) else { return changes.append(Plan.refreshed(row)) }
      unnamed.append(row)
      // A row that holds no key can't be told from one in a format to come: a person may remove it, not --prune.
      let isKey = StripeKey(stored: row.secret) != nil
      changes.append(options.prune && isKey ? .remove(row) : Plan.refreshed(row))
    }
    for wanted in inventory.keys {
      while let row = stored.first, row.secret < wanted.key.secret {
        settle(row)
        stored.removeFirst()
      }
      if let row = stored.first, row.secret == wanted.key.secret {
        changes.append(Plan.change(of: row, to: wanted, in: inventory))
        stored.removeFirst()
      } else {
        changes.append(.create(Plan.fields(of: wanted, in: inventory)))
      }
    }
    stored.forEach(settle)
    self.changes = changes
    self.unnamed = unnamed
  }

  /// What a new row for this key says.
  private static func fields(of wanted: InventoryKey, in inventory: Inventory, name: String? = nil) -> KeyFields {
    let places = inventory.places(of: wanted)
    return KeyFields(
      secret: wanted.key.secret, type: wanted.key.type, livemode: wanted.key.mode.livemode,
      name: name ?? places.first?.setting.name ?? "", occurrences: places.map(\.setting.occurrence))
  }

  /// An update of what follows from the key or its settings, or nothing.
  private static func change(of row: StoredKey, to wanted: InventoryKey, in inventory: Inventory) -> Change {
    if isAsItWas(row, wanted, in: inventory) { return .keep(row) }
    var stale: Set<StaleField> = []
    if row.type != wanted.key.type { stale.insert(.type) }
    if row.livemode != wanted.key.mode.livemode { stale.insert(.livemode) }
    let places = inventory.places(of: wanted)
    if !samePlaces(row.occurrences, places.map(\.setting.occurrence)) { stale.insert(.occurrences) }
    let given = isGivenByPerson(row.name, row.occurrences)
    if !given, row.name.isEmpty || !places.contains(where: { $0.setting.name == row.name }) { stale.insert(.name) }
    guard !stale.isEmpty else { return .keep(row) }
    let name = stale.contains(.name) ? nil : row.name
    return .update(row, to: fields(of: wanted, in: inventory, name: name).with(account: row.account), fields: stale)
  }

  /// A quick look at what most rows of a large store are: one place, the same, which gives the name.
  private static func isAsItWas(_ row: StoredKey, _ wanted: InventoryKey, in inventory: Inventory) -> Bool {
    guard row.type == wanted.key.type, row.livemode == wanted.key.mode.livemode, wanted.places.count == 1,
      row.occurrences.count == 1, row.occurrences[0].setting == row.name
    else { return false }
    let setting = inventory.settings[Int(inventory.occurrences[wanted.places.lowerBound])].setting
    return setting.name == row.name && setting.location.path == row.occurrences[0].source
  }

  /// A row that no setting speaks for: type and mode still follow from its prefix.
  private static func refreshed(_ row: StoredKey) -> Change {
    guard let key = StripeKey(stored: row.secret) else { return .keep(row) }
    var stale: Set<StaleField> = []
    if row.type != key.type { stale.insert(.type) }
    if row.livemode != key.mode.livemode { stale.insert(.livemode) }
    guard !stale.isEmpty else { return .keep(row) }
    let fields = KeyFields(
      secret: row.secret, type: key.type, livemode: key.mode.livemode, name: row.name, account: row.account,
      occurrences: row.occurrences)
    return .update(row, to: fields, fields: stale)
  }

  /// A name is the setting's only while it is the name of a setting that the key was seen under.
  private static func isGivenByPerson(_ name: String, _ occurrences: [Occurrence]) -> Bool {
    !name.isEmpty && !occurrences.contains { $0.setting == name }
  }

  /// A line that moved is no change: it would make every edit of a file one.
  private static func samePlaces(_ a: [Occurrence], _ b: [Occurrence]) -> Bool {
    Set(a.map(\.withoutLine)) == Set(b.map(\.withoutLine))
  }
}

extension Setting {
  package var occurrence: Occurrence { Occurrence(source: location.path, line: location.line, setting: name) }
}

extension Occurrence {
  fileprivate var withoutLine: Occurrence { Occurrence(source: source, line: nil, setting: setting) }
}

extension KeyFields {
  fileprivate func with(account: String?) -> KeyFields {
    KeyFields(
      secret: secret, type: type, livemode: livemode, name: name, account: account, occurrences: occurrences)
  }
}
