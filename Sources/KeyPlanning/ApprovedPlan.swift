package import KeyFacts

/// A plan that may be carried out; a store takes nothing else. ``Gate`` makes one of a ``Plan``,
/// ``explicit(revision:changes:keepsBackup:)`` one of changes that a person asked for one by one, ``undoing(_:)`` one of the
/// way back.
package struct ApprovedPlan: Sendable {
  /// The snapshot's revision that the plan was made from; a store at another refuses.
  package let revision: String
  /// In the order of their secrets' bytes, one a secret; `keep`s included.
  package let changes: [Change]
  /// Keep a copy of the old database beside it before anything is removed.
  package let keepsBackup: Bool
  package let purpose: Purpose

  package enum Purpose: Hashable, Sendable {
    /// The store keeps what undoes it.
    case change
    /// It returns to what it kept, and keeps nothing: the settings are what makes it again.
    case undo
    /// Its keys stay, and what it keeps for an undo goes.
    case forget
  }

  init(revision: String, changes: [Change], keepsBackup: Bool, purpose: Purpose = .change) {
    self.revision = revision
    self.changes = changes
    self.keepsBackup = keepsBackup
    self.purpose = purpose
  }

  package var writes: Bool { purpose == .forget || changes.contains(where: \.writes) }

  /// A plan that undoes a store's last write.
  package static func undoing(_ undo: Undo) -> ApprovedPlan {
    let removes = undo.changes.contains { if case .remove = $0 { true } else { false } }
    return ApprovedPlan(revision: undo.revision, changes: undo.changes, keepsBackup: removes, purpose: .undo)
  }

  /// A plan that changes no key, and lets go of what an undo would need.
  package static func forgetting(revision: String) -> ApprovedPlan {
    ApprovedPlan(revision: revision, changes: [], keepsBackup: false, purpose: .forget)
  }

  /// A plan of exactly these changes: for `keyferry keys`, where a person asked for each, and for tests of stores.
  ///
  /// - Parameter changes: in any order, one a secret.
  package static func explicit(revision: String, changes: [Change], keepsBackup: Bool = false) -> ApprovedPlan {
    ApprovedPlan(
      revision: revision, changes: changes.sorted { $0.secret < $1.secret }, keepsBackup: keepsBackup)
  }
}

/// What a store did.
package struct Receipt: Hashable, Sendable {
  /// Nil when none was kept.
  package let backup: Backup?
  /// The store's revision after the write.
  package let revision: String
  /// Why the write is in no history, in a message's style; nil when it is in one.
  package let unrecorded: String?
  /// Where what was to be forgotten still lies, in a message's style; nil when it is gone.
  package let remains: String?

  package init(backup: Backup?, revision: String, unrecorded: String? = nil, remains: String? = nil) {
    self.backup = backup
    self.revision = revision
    self.unrecorded = unrecorded
    self.remains = remains
  }
}
