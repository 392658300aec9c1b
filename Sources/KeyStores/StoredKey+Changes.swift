import KeyPlanning
import KeySecrets

extension StoredKey {
  /// A new row.
  convenience init(_ fields: KeyFields, id: String, now: Timestamp) {
    self.init(
      id: id, secret: fields.secret, type: fields.type, livemode: fields.livemode, name: fields.name,
      account: fields.account, created: fields.created ?? now, updated: now, occurrences: fields.occurrences)
  }

  /// This row with what may change of it.
  ///
  /// - Parameter stale: what the change names: an account is given only to a row that it is among them for.
  func updated(to fields: KeyFields, _ stale: Set<StaleField> = [], now: Timestamp) -> StoredKey {
    StoredKey(
      id: id, secret: secret, type: fields.type, livemode: fields.livemode, name: fields.name,
      account: stale.contains(.account) ? fields.account : account,
      created: created, updated: now, occurrences: fields.occurrences, number: number)
  }

  /// Equal in every field, texts by their bytes: `==` would take two spellings of an accent for one.
  func isSame(as other: StoredKey) -> Bool {
    id.hasSameBytes(as: other.id) && secret == other.secret && type == other.type && livemode == other.livemode
      && name.hasSameBytes(as: other.name) && (account ?? "").hasSameBytes(as: other.account ?? "")
      && (account == nil) == (other.account == nil) && created == other.created && updated == other.updated
      && occurrences.elementsEqual(other.occurrences) { a, b in
        a.line == b.line && a.source.hasSameBytes(as: b.source) && a.setting.hasSameBytes(as: b.setting)
      }
  }
}

extension String {
  func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
