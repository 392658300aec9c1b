package import KeyPlanning

/// Holds rows against what a plan should have made of them. The same on every engine.
package enum DjStripeReadBack {
  /// Whether `after` is what `changes` make of `before`; both in the order of their secrets' bytes.
  ///
  /// - Parameter ids: those of the rows that were made, in the order of the changes.
  package static func holds(
    _ after: [StoredKey], from before: [StoredKey], _ changes: [Change], ids: [String], now: Timestamp
  ) -> Bool {
    var ids = ids[...]
    var found = after[...]
    var untouched = before[...]
    func isNext(_ fits: (StoredKey) -> Bool) -> Bool {
      guard let row = found.popFirst() else { return false }
      return fits(row)
    }
    for change in changes {
      while let row = untouched.first, row.secret < change.secret {
        guard isNext({ $0.isSame(as: row) }) else { return false }
        untouched.removeFirst()
      }
      let stored = untouched.first.flatMap { $0.secret == change.secret ? $0 : nil }
      if stored != nil { untouched.removeFirst() }
      switch change {
      case .create(let fields):
        let id = ids.popFirst() ?? ""
        guard
          isNext({
            $0.id == id && $0.created == fields.created ?? now && $0.updated == now && $0.says(fields, fields.account)
          })
        else { return false }
      case .update(let old, let fields, _):
        guard
          isNext({ row in
            row.id == old.id && row.number == old.number && row.created == old.created && row.updated == now
              && row.says(fields, change.account)
          })
        else { return false }
      case .restore(let earlier, _):
        guard isNext({ $0.number == earlier.number && $0.isSame(as: earlier) }) else { return false }
      case .keep(let old):
        guard isNext({ $0.isSame(as: stored ?? old) }) else { return false }
      case .remove: break
      }
    }
    return found.elementsEqual(untouched) { $0.isSame(as: $1) }
  }
}

extension StoredKey {
  fileprivate func says(_ fields: KeyFields, _ account: String?) -> Bool {
    secret == fields.secret && type == fields.type && livemode == fields.livemode
      && name.hasSameBytes(as: fields.name) && self.account == account
  }
}
