package import KeyPlanning

/// dj-stripe's rows as rows of keyferry's own layout, for the copy that stays when keys are removed.
package enum DjStripeBackup {
  /// The same keys; where two rows share an id, which keyferry's layouts don't allow, it gets the row's number behind it.
  package static func rows(_ keys: [StoredKey]) -> [StoredKey] {
    var seen: Set<String> = []
    return keys.map { key in
      let isOwn = !key.id.isEmpty && seen.insert(key.id).inserted
      guard !isOwn else { return key }
      let id = "\(key.id)-\(key.number)"
      seen.insert(id)
      return StoredKey(
        id: id, secret: key.secret, type: key.type, livemode: key.livemode, name: key.name, account: key.account,
        created: key.created, updated: key.updated, occurrences: key.occurrences, number: key.number)
    }
  }
}
