/// What to do with a setting that has two different keys. Raw values are those of `--on-conflict`.
package enum ConflictPolicy: String, Sendable, CaseIterable {
  /// Report an error, which blocks the sync.
  case error
  /// Take the key of the source that comes first.
  case first
  /// Take every key.
  case all
}
