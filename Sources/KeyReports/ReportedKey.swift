package import KeyFacts

/// A key of a run: what may be shown of it, what becomes of it, and where it is set.
package struct ReportedKey: Sendable {
  package let summary: KeySummary
  /// The name under which it is or will be stored; without a store the name of the first setting that holds it.
  package let name: String
  package let state: KeyState
  /// What a sync does with it; nil when no store was looked at, or when it is not synced.
  package let action: ChangeAction?
  package let fields: ChangedFields
  /// Indices into ``Report/settings``, in their order.
  package let places: ArraySlice<UInt32>
  /// Another key beside it has the same type, mode and name, so that a list must say more to tell them apart.
  package let hasTwin: Bool
  let reason: String?
}

/// How a key stands to the store. Raw values are those of the JSON report's `state`.
package enum KeyState: String, Sendable, Hashable, CaseIterable {
  /// No store was looked at.
  case found
  /// To be created.
  case new
  /// In the store, some of its fields out of date.
  case stale
  /// In the store, as the settings say.
  case stored
  /// To be removed: no setting names it.
  case removed
  /// Set, and left out of the sync: in an example file, overridden, unmapped, skipped.
  case notSynced = "not-synced"

  init(action: ChangeAction?, hasStore: Bool) {
    switch action {
    case .create: self = .new
    case .update: self = .stale
    case .keep: self = .stored
    case .remove: self = .removed
    case nil: self = hasStore ? .notSynced : .found
    }
  }
}
