package import KeyFacts
import KeySecrets

/// The way from what a store holds to what the settings say. A dry run ends with one.
package struct Plan: Sendable {
  package struct Options: Sendable {
    /// Remove stored keys that no setting names.
    package var prune = false
    /// `--prune` refuses to remove more.
    package var maxDeletes = 10
    /// A person confirmed that the last key of a type and mode may go.
    package var confirmed = false
    /// The account of the sources' keys, `acct_…`: new rows are tied to it, and those that have none.
    package var account: String?
    /// How rows name the sources of their keys.
    package var places = StoredPlaces.asGiven

    package init(prune: Bool = false, maxDeletes: Int = 10, confirmed: Bool = false, account: String? = nil) {
      self.prune = prune
      self.maxDeletes = maxDeletes
      self.confirmed = confirmed
      self.account = account
    }
  }

  package let options: Options
  package let revision: String
  /// By the bytes of their secrets, one a secret.
  package let changes: [Change]
  /// For each change, whether it keeps a row whose name is that of the only setting that holds its key.
  package let isNamedBySetting: [Bool]
  /// Stored keys that no setting names, whether they are to be removed or kept.
  package let unnamed: [StoredKey]
  /// How many characters a new key may have; nil for as many as there are.
  let keyWidth: Int?

  init(options: Options, snapshot: StoreSnapshot, changes: [Change], unnamed: [StoredKey]) {
    self.options = options
    revision = snapshot.revision
    keyWidth = snapshot.djStripe?.keyWidth
    self.changes = changes
    isNamedBySetting = [Bool](repeating: false, count: changes.count)
    self.unnamed = unnamed
  }

  package init(from snapshot: StoreSnapshot, to inventory: Inventory, options: Options = Options()) {
    self.options = options
    revision = snapshot.revision
    keyWidth = snapshot.djStripe?.keyWidth
    let capacity = max(snapshot.keys.count, inventory.keys.count)
    var changes: [Change] = []
    changes.reserveCapacity(capacity)
    var isNamedBySetting: [Bool] = []
    isNamedBySetting.reserveCapacity(capacity)
    var unnamed: [StoredKey] = []
    let leftOut = Set(inventory.leftOut.map(\.secret))
    func add(_ change: Change, isNamedBySetting isNamed: Bool = false) {
      changes.append(change)
      isNamedBySetting.append(isNamed)
    }
    func settle(_ row: StoredKey) {
      guard !leftOut.contains(row.secret) else { return add(Plan.refreshed(row)) }
      unnamed.append(row)
      // A row that holds no key can't be told from one in a format to come: a person may remove it, not --prune.
      let isKey = StripeKey(stored: row.secret) != nil
      add(options.prune && isKey ? .remove(row) : Plan.refreshed(row))
    }
    let rows = RowRules(snapshot, options)
    var rest = snapshot.keys[...]
    for wanted in inventory.keys {
      var order = 1
      while let row = rest.first {
        order = row.secret.compare(wanted.key.secret)
        guard order < 0 else { break }
        settle(row)
        rest.removeFirst()
      }
      if order == 0, let row = rest.popFirst() {
        if rows.isAsItWas(row, wanted, in: inventory) {
          add(.keep(row), isNamedBySetting: wanted.isAlone)
        } else {
          add(rows.change(of: row, to: wanted, in: inventory))
        }
      } else {
        add(.create(rows.fields(of: wanted, in: inventory)))
      }
    }
    rest.forEach(settle)
    self.changes = changes
    self.isNamedBySetting = isNamedBySetting
    self.unnamed = unnamed
  }

  /// A row that no setting speaks for: type and mode still follow from its prefix.
  static func refreshed(_ row: StoredKey) -> Change {
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
}

extension Setting {
  /// Its name says nothing: a settings module has a better one for the key.
  var isReadByModule: Bool { module?.form == .source }
}
