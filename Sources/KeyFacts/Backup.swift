/// A copy that is kept before keys are removed.
package struct Backup: Hashable, Sendable {
  /// As messages name it.
  package let path: String
  /// Of the keys alone, as a JSON key database; else of the database as it was, byte for byte.
  package let isOfKeysAlone: Bool

  package init(path: String, isOfKeysAlone: Bool) {
    self.path = path
    self.isOfKeysAlone = isOfKeysAlone
  }

  /// What it is, before its path.
  package var words: String {
    isOfKeysAlone ? "the keys before this change, as a JSON key database" : "the database before this change"
  }
}
