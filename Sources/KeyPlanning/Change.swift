package import KeyFacts
package import KeySecrets

/// What a row should say, apart from what the store gives it itself (id, times).
package struct KeyFields: Hashable, Sendable {
  package let secret: Secret
  package let type: KeyType
  package let livemode: Bool
  package let name: String
  package let account: String?
  /// Of a key that comes from another store, when it came into that one; nil for now.
  package let created: Timestamp?
  package let occurrences: [Occurrence]

  package init(
    secret: Secret, type: KeyType, livemode: Bool, name: String, account: String? = nil, created: Timestamp? = nil,
    occurrences: [Occurrence]
  ) {
    self.secret = secret
    self.type = type
    self.livemode = livemode
    self.name = name
    self.account = account
    self.created = created
    self.occurrences = occurrences
  }
}

/// One step from the store's state to the settings'.
package enum Change: Sendable {
  indirect case create(KeyFields)
  /// The row keeps its id, secret and creation time, and its account unless that is among `fields`.
  indirect case update(StoredKey, to: KeyFields, fields: Set<StaleField>)
  case keep(StoredKey)
  case remove(StoredKey)
  /// The row of an earlier state, all of it, in place of what is there now; nil where nothing is.
  indirect case restore(StoredKey, over: StoredKey?)

  package var secret: Secret {
    switch self {
    case .create(let fields): fields.secret
    case .update(let stored, _, _), .keep(let stored), .remove(let stored), .restore(let stored, _): stored.secret
    }
  }

  package var writes: Bool {
    if case .keep = self { return false }
    return true
  }

  /// The account that the key's row has afterwards; nil for none, and for a row that goes.
  package var account: String? {
    switch self {
    case .create(let fields): fields.account
    case .update(let stored, let fields, let stale): stale.contains(.account) ? fields.account : stored.account
    case .keep(let stored), .restore(let stored, _): stored.account
    case .remove: nil
    }
  }
}

/// A stored field that no longer says what the key or its setting says. Raw values are the field's names in a store.
package enum StaleField: String, Hashable, Sendable, CaseIterable, Comparable {
  case type, livemode, name, occurrences
  /// A row without an account, tied to the one that a person named.
  case account

  package static func < (a: StaleField, b: StaleField) -> Bool { a.rawValue < b.rawValue }
}
