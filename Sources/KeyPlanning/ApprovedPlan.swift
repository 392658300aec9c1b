package import KeyFacts

/// A plan that may be carried out; a store takes nothing else. ``Gate`` makes one of a ``Plan``, and
/// ``explicit(revision:changes:keepsBackup:)`` one of changes that a person asked for one by one.
package struct ApprovedPlan: Sendable {
  /// The snapshot's revision that the plan was made from; a store at another refuses.
  package let revision: String
  /// In the order of their secrets' bytes, one a secret; `keep`s included.
  package let changes: [Change]
  /// Keep a copy of the old database beside it before anything is removed.
  package let keepsBackup: Bool

  init(revision: String, changes: [Change], keepsBackup: Bool) {
    self.revision = revision
    self.changes = changes
    self.keepsBackup = keepsBackup
  }

  package var writes: Bool { changes.contains(where: \.writes) }

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

  package init(backup: Backup?, revision: String) {
    self.backup = backup
    self.revision = revision
  }
}
