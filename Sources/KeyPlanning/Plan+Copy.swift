import KeyFacts
import KeySecrets

/// The way from what a store holds to what another one holds: `--from`.
///
/// What the store has of its own stays: its ids and times, and each name and account that is there. The rest follows.
extension Plan {
  /// - Parameters:
  ///   - origin: the store to copy from. A row of it that holds no key is left out.
  ///   - skipsPublishable: publishable keys are neither copied nor removed.
  package init(
    from snapshot: StoreSnapshot, copying origin: StoreSnapshot, skipsPublishable: Bool = false,
    options: Options = Options()
  ) {
    var changes: [Change] = []
    changes.reserveCapacity(max(snapshot.keys.count, origin.keys.count))
    var unnamed: [StoredKey] = []
    var stored = snapshot.keys[...]
    func settle(_ row: StoredKey) {
      unnamed.append(row)
      // As in a sync from settings: a person may remove a row that holds no key, not --prune.
      let isKey = StripeKey(stored: row.secret) != nil
      let isSkipped = skipsPublishable && row.type == .publishable
      changes.append(options.prune && isKey && !isSkipped ? .remove(row) : Plan.refreshed(row))
    }
    let rules = RowRules(snapshot, options)
    for other in origin.keys {
      while let row = stored.first, row.secret < other.secret {
        settle(row)
        stored.removeFirst()
      }
      let row = stored.first.flatMap { $0.secret == other.secret ? $0 : nil }
      if row != nil { stored.removeFirst() }
      guard let key = StripeKey(stored: other.secret), !(skipsPublishable && key.type == .publishable) else {
        if let row { changes.append(Plan.refreshed(row)) }
        continue
      }
      changes.append(row.map { rules.change(of: $0, to: other, key) } ?? .create(rules.fields(of: other, key)))
    }
    stored.forEach(settle)
    self.init(options: options, snapshot: snapshot, changes: changes, unnamed: unnamed)
  }
}

/// What a row should say of a key that another store holds.
extension RowRules {
  /// What a new row says.
  func fields(of other: StoredKey, _ key: StripeKey) -> KeyFields {
    KeyFields(
      secret: other.secret, type: key.type, livemode: key.mode.livemode, name: fitting(other.name),
      account: known(other.account) ?? account, created: other.created,
      occurrences: djStripe == nil ? other.occurrences : [])
  }

  /// An update of what follows from the key or the other row, or nothing.
  func change(of row: StoredKey, to other: StoredKey, _ key: StripeKey) -> Change {
    var stale: Set<StaleField> = []
    if row.type != key.type { stale.insert(.type) }
    if row.livemode != key.mode.livemode { stale.insert(.livemode) }
    // A store that keeps no occurrences says nothing about them.
    let keepsPlaces =
      djStripe != nil || other.occurrences.isEmpty || Self.samePlaces(row.occurrences, other.occurrences)
    if !keepsPlaces { stale.insert(.occurrences) }
    let isGiven = djStripe != nil || Self.isGivenByPerson(row.name, row.occurrences)
    let name = isGiven || other.name.isEmpty ? row.name : fitting(other.name)
    if name != row.name { stale.insert(.name) }
    let owner = isWithoutAccount(row) ? known(other.account) ?? account : nil
    if owner != nil { stale.insert(.account) }
    guard !stale.isEmpty else { return .keep(row) }
    let fields = KeyFields(
      secret: row.secret, type: key.type, livemode: key.mode.livemode, name: name, account: owner ?? row.account,
      occurrences: keepsPlaces ? row.occurrences : other.occurrences)
    return .update(row, to: fields, fields: stale)
  }
}
