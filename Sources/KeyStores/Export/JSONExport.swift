import KeyFacts
import KeyPlanning
import KeySecrets

/// The document of a JSON store, in which a row keeps all that it has.
enum JSONExport {
  /// - Parameter keys: in the order of their secrets' bytes.
  static func write(_ keys: [StoredKey], to writer: inout ExportWriter) throws(StoreError) {
    try writer.write(JSONDocument.head)
    for (index, key) in keys.enumerated() {
      try writer.write { JSONDocument.append(key, isFirst: index == 0, to: &$0) }
    }
    try writer.write(keys.isEmpty ? "]" : "\n  ]")
    let digest = try writer.seal()
    try writer.write(ExportSeal.end(.json, digest: digest))
  }

  /// The rows under ids of keyferry's own form: their own, or where some have others, ids that are the same every time.
  ///
  /// - Parameter order: indices of `keys`, oldest first.
  static func rows(_ keys: [StoredKey], order: [Int]) -> [StoredKey] {
    guard keys.contains(where: { $0.id.utf8.count != KeyIDs.length }) else { return keys }
    var rows = keys
    var ids = KeyIDs()
    for index in order {
      let key = keys[index]
      let chance = UInt32(truncatingIfNeeded: StripeKey(stored: key.secret)?.summary.fingerprint.low ?? 0)
      rows[index] = key.identified(by: ids(created: key.created, chance: chance))
    }
    return rows
  }
}

extension StoredKey {
  fileprivate func identified(by id: String) -> StoredKey {
    StoredKey(
      id: id, secret: secret, type: type, livemode: livemode, name: name, account: account, created: created,
      updated: updated, occurrences: occurrences)
  }
}
