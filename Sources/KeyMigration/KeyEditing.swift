package import KeyFacts
import KeyPlanning
package import KeyReports
import KeySecrets
package import KeyStores

/// Why a change that a person asked for was not made.
package enum KeyEditingError: Error, Sendable {
  case store(StoreError)
  /// What stands where a key should, in words.
  case noKey(String)
  /// Nothing, or more than one row, answers to the name given.
  case selects(count: Int)
  /// The last key of its type and mode.
  case lastKey(KeyTable.Row)

  var isStale: Bool { if case .store(let error) = self { error.isStale } else { false } }

  package var message: String {
    switch self {
    case .store(let error): error.message
    case .noKey(let why): "that is no key to store: \(why)"
    case .selects(0): "no stored key has that id or fingerprint; `keyferry keys list` shows them"
    case .selects(let count): "\(count) stored keys have a fingerprint that starts so: give more of it"
    case .lastKey(let row): "\(row.redacted) is the last \(row.mode.rawValue) \(row.type.rawValue) key; --yes confirms"
    }
  }
}

/// What was done, and to which row.
package struct KeyEdit: Sendable {
  package enum Kind: Sendable {
    case added, alreadyThere, removed
    /// A row that was there: its name or its account.
    case changed(ChangedFields)
  }

  package let kind: Kind
  package let row: KeyTable.Row
  package let backup: Backup?
  /// That the change is in no history, and why.
  package let warning: String?

  /// - Parameter receipt: nil where nothing was written.
  init(_ kind: Kind, _ row: KeyTable.Row, _ receipt: Receipt? = nil) {
    self.kind = kind
    self.row = row
    backup = receipt?.backup
    warning = receipt?.warning
  }
}

/// `keyferry keys`: a store's rows, one by one, for people and programs.
package struct KeyEditing: Sendable {
  let store: any KeyStore

  package init(store: any KeyStore) { self.store = store }

  /// Every row, live and secret ones first.
  package func list() throws(KeyEditingError) -> KeyTable {
    let snapshot = try readExisting()
    let keys = snapshot.keys.sorted { a, b in
      if a.livemode != b.livemode { return a.livemode }
      if a.type != b.type { return a.type < b.type }
      return (a.name, a.id) < (b.name, b.id)
    }
    return KeyTable(store: snapshot.location, count: keys.count) { KeyTable.Row(keys[$0]) }
  }

  /// The row of an id, or of a fingerprint's first eight digits and more.
  package func show(_ selector: String) throws(KeyEditingError) -> KeyTable {
    let snapshot = try readExisting()
    return KeyTable(store: snapshot.location, of: KeyTable.Row(try select(selector, snapshot)))
  }

  /// Adds a key.
  ///
  /// - Parameters:
  ///   - text: as it was typed or piped in; one line end behind it is no part of it.
  ///   - name: nil keeps the name of a key that is there, and gives a new one none.
  ///   - account: `acct_…`, as a sync ties keys to it: one that the database has, and no row that has one.
  package func add(
    _ text: [UInt8], name: String?, account: String? = nil, _ writing: Writing
  ) throws(KeyEditingError) -> KeyEdit {
    let key = try key(in: text)
    return try Migration.untilSettled(\.isStale) { () throws(KeyEditingError) in
      try add(key, name, account, writing)
    }
  }

  private func add(
    _ key: StripeKey, _ name: String?, _ account: String?, _ writing: Writing
  ) throws(KeyEditingError) -> KeyEdit {
    let snapshot = try read()
    let rules = RowRules(snapshot, Plan.Options(account: account))
    let present = snapshot.keys.first { $0.secret == key.secret }
    var stale: Set<StaleField> = []
    if let name, name != present?.name { stale.insert(.name) }
    if rules.account != nil, present.map(rules.isWithoutAccount) ?? true { stale.insert(.account) }
    if let present, stale.isEmpty {
      store.sweep(writing)
      return KeyEdit(.alreadyThere, KeyTable.Row(present))
    }
    let fields = KeyFields(
      secret: key.secret, type: key.type, livemode: key.mode.livemode, name: name ?? present?.name ?? "",
      account: stale.contains(.account) ? rules.account : present?.account, occurrences: present?.occurrences ?? [])
    let change: Change = present.map { .update($0, to: fields, fields: stale) } ?? .create(fields)
    let receipt = try apply([change], snapshot, writing)
    let row = try read().keys.first { $0.secret == key.secret }.map(KeyTable.Row.init)
    guard let row else { throw .store(.readBackDiffers(path: store.location)) }
    let changed = ChangedFields(named: stale.map(\.rawValue))
    return KeyEdit(present == nil ? .added : .changed(changed), row, receipt)
  }

  /// Removes a key, and keeps a copy of the database as it was.
  package func remove(_ selector: String, confirmed: Bool, _ writing: Writing) throws(KeyEditingError) -> KeyEdit {
    try Migration.untilSettled(\.isStale) { () throws(KeyEditingError) in
      try removeOnce(selector, confirmed: confirmed, writing)
    }
  }

  private func removeOnce(
    _ selector: String, confirmed: Bool, _ writing: Writing
  ) throws(KeyEditingError) -> KeyEdit {
    let snapshot = try readExisting()
    let stored: StoredKey
    do throws(KeyEditingError) { stored = try select(selector, snapshot) } catch {
      store.sweep(writing)
      throw error
    }
    let row = KeyTable.Row(stored)
    let others = snapshot.keys.contains {
      $0.id != stored.id && $0.type == stored.type && $0.livemode == stored.livemode
    }
    guard others || confirmed else { throw .lastKey(row) }
    let receipt = try apply([.remove(stored)], snapshot, keepsBackup: true, writing)
    return KeyEdit(.removed, row, receipt)
  }

  private func readExisting() throws(KeyEditingError) -> StoreSnapshot {
    let snapshot = try read()
    guard snapshot.exists else { throw .store(store.absence) }
    return snapshot
  }

  private func read() throws(KeyEditingError) -> StoreSnapshot {
    do throws(StoreError) { return try store.snapshot() } catch { throw .store(error) }
  }

  private func apply(
    _ changes: [Change], _ snapshot: StoreSnapshot, keepsBackup: Bool = false, _ writing: Writing
  ) throws(KeyEditingError) -> Receipt {
    let changed = Set(changes.map(\.secret))
    let kept = snapshot.keys.filter { !changed.contains($0.secret) }.map { Change.keep($0) }
    let plan = ApprovedPlan.explicit(
      revision: snapshot.revision, changes: changes + kept, keepsBackup: keepsBackup)
    var id = PlanID()
    for change in changes { if let summary = change.summary() { id.add(summary) } }
    do throws(StoreError) {
      return try store.apply(plan, writing, plan: id.text)
    } catch {
      throw .store(error)
    }
  }

  private func key(in text: [UInt8]) throws(KeyEditingError) -> StripeKey {
    var text = text
    if text.last == UInt8(ascii: "\n") { text.removeLast() }
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    let classification = ValueClassifier.classify(Secret(text), meaning: SettingMeaning(role: .anyKey))
    if case .key(let key, _) = classification { return key }
    throw .noKey(classification.words)
  }

  private func select(_ selector: String, _ snapshot: StoreSnapshot) throws(KeyEditingError) -> StoredKey {
    if let row = snapshot.keys.first(where: { $0.id == selector }) { return row }
    let prefix = selector.lowercased()
    guard prefix.utf8.count >= 8 else { throw .selects(count: 0) }
    let found = snapshot.keys.filter {
      StripeKey(stored: $0.secret)?.summary.fingerprint.hex.hasPrefix(prefix) ?? false
    }
    guard found.count == 1, let row = found.first else { throw .selects(count: found.count) }
    return row
  }
}

extension Classification {
  /// What it is instead of a key.
  fileprivate var words: String {
    switch self {
    case .key: "a key"
    case .otherCredential(let kind): kind.withArticle
    case .lookalike(let provider): "a key of \(provider.rawValue)"
    case .malformed(.strayCharacters): "a key with blanks, quotes or other characters around it or in it"
    case .malformed(.tooShort): "fewer than 24 characters behind the prefix"
    case .malformed(.tooLong): "longer than 255 characters"
    case .malformed, .other: "not one of Stripe's key formats"
    case .empty: "nothing was given"
    case .placeholder, .reference, .template, .encrypted: "a \(kind.rawValue)"
    }
  }
}
