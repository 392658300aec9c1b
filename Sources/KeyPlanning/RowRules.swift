import KeyFacts
import KeySecrets

/// What the row of a key that settings name should say, by what the store's layout has room for.
package struct RowRules {
  /// The account to tie rows to; nil where the database does not have it.
  package let account: String?
  let djStripe: DjStripeFacts?
  private let knownAccounts: Set<String>
  private let sources: SourceNames

  package init(_ snapshot: StoreSnapshot, _ options: Plan.Options) {
    djStripe = snapshot.djStripe
    sources = SourceNames(options.places)
    account = snapshot.djStripe.map { $0.known(options.account) } ?? options.account
    knownAccounts = Set(snapshot.djStripe?.accounts.map(\.id) ?? [])
  }

  /// What a new row for this key says.
  func fields(of wanted: InventoryKey, in inventory: Inventory) -> KeyFields {
    let places = inventory.places(of: wanted)
    return KeyFields(
      secret: wanted.key.secret, type: wanted.key.type, livemode: wanted.key.mode.livemode,
      name: fitting((places.first { !$0.setting.isReadByModule } ?? places.first)?.setting.name ?? ""),
      account: account,
      occurrences: places.map { occurrence(of: $0.setting) })
  }

  private func occurrence(of setting: Setting) -> Occurrence {
    Occurrence(source: sources.name(of: setting.location), line: setting.location.line, setting: setting.name)
  }

  /// A quick look at what most rows of a large store are: as the key and its only setting say.
  func isAsItWas(_ row: StoredKey, _ wanted: InventoryKey, in inventory: Inventory) -> Bool {
    guard djStripe == nil, row.type == wanted.key.type, row.livemode == wanted.key.mode.livemode else { return false }
    if account != nil, isWithoutAccount(row) { return false }
    return isInItsPlace(row, wanted, in: inventory)
  }

  /// An update of what follows from the key or its settings, or nothing.
  func change(of row: StoredKey, to wanted: InventoryKey, in inventory: Inventory) -> Change {
    var stale: Set<StaleField> = []
    if row.type != wanted.key.type { stale.insert(.type) }
    if row.livemode != wanted.key.mode.livemode { stale.insert(.livemode) }
    if account != nil, isWithoutAccount(row) { stale.insert(.account) }
    // In dj-stripe's table a name is a person's, the empty one included: it has no occurrences to tell otherwise.
    if djStripe == nil { stale.formUnion(staleTexts(of: row, wanted, in: inventory)) }
    guard !stale.isEmpty else { return .keep(row) }
    let fields = self.fields(of: wanted, in: inventory)
    return .update(
      row,
      to: KeyFields(
        secret: fields.secret, type: fields.type, livemode: fields.livemode,
        name: stale.contains(.name) ? fields.name : row.name,
        account: stale.contains(.account) ? account : row.account, occurrences: fields.occurrences),
      fields: stale)
  }

  package func isWithoutAccount(_ row: StoredKey) -> Bool {
    guard let account = row.account else { return true }
    return djStripe != nil && !knownAccounts.contains(account)
  }

  /// The account, if rows of this store can be tied to it.
  func known(_ account: String?) -> String? {
    guard djStripe != nil, let account else { return account }
    return knownAccounts.contains(account) ? account : nil
  }

  func fitting(_ name: String) -> String {
    guard let width = djStripe?.nameWidth, name.utf8.count > width else { return name }
    return String(String.UnicodeScalarView(name.unicodeScalars.prefix(width)))
  }

  private func staleTexts(of row: StoredKey, _ wanted: InventoryKey, in inventory: Inventory) -> Set<StaleField> {
    if isInItsPlace(row, wanted, in: inventory) { return [] }
    var stale: Set<StaleField> = []
    let places = inventory.places(of: wanted)
    if !Self.samePlaces(row.occurrences, places.map { occurrence(of: $0.setting) }) { stale.insert(.occurrences) }
    let given = Self.isGivenByPerson(row.name, row.occurrences)
    if !given, row.name.isEmpty || !places.contains(where: { $0.setting.name == row.name }) { stale.insert(.name) }
    return stale
  }

  /// Its only place is the one of old, which gives it its name.
  private func isInItsPlace(_ row: StoredKey, _ wanted: InventoryKey, in inventory: Inventory) -> Bool {
    guard wanted.places.count == 1 else { return false }
    let setting = inventory.settings[Int(inventory.occurrences[wanted.places.lowerBound])].setting
    return row.isOnly(at: setting, of: sources.name(of: setting.location))
  }

  /// A name is the setting's only while it is the name of a setting that the key was seen under.
  static func isGivenByPerson(_ name: String, _ occurrences: [Occurrence]) -> Bool {
    !name.isEmpty && !occurrences.contains { $0.setting == name }
  }

  /// A line that moved is no change: it would make every edit of a file one.
  static func samePlaces(_ a: [Occurrence], _ b: [Occurrence]) -> Bool {
    Set(a.map(\.withoutLine)) == Set(b.map(\.withoutLine))
  }
}

/// The names of sources, of which the latest is asked for again mostly: a million settings may stand in one file.
private final class SourceNames {
  private let places: StoredPlaces
  private let isAsGiven: Bool
  private var latest: SourceLocation?
  private var latestName = ""

  init(_ places: StoredPlaces) {
    self.places = places
    isAsGiven = places == .asGiven
  }

  func name(of location: SourceLocation) -> String {
    if isAsGiven { return location.path }
    if let latest, latest.path == location.path, latest.kind == location.kind { return latestName }
    latest = location
    latestName = places.source(of: location)
    return latestName
  }
}

extension Occurrence {
  fileprivate var withoutLine: Occurrence { Occurrence(source: source, line: nil, setting: setting) }
}
