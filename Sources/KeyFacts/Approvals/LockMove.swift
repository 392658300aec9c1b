/// Something that is not as a lock has it.
package enum LockMove: Hashable, Sendable {
  /// A key at a place where the lock has none; `isKnown` when it has the key elsewhere.
  case newKey(KeyLock.Place, KeySummary, at: SourceLocation, isKnown: Bool)
  /// A setting whose value lies elsewhere, and which the lock does not know.
  case newReference(KeyLock.Place, at: SourceLocation)
  case otherKey(KeyLock.Place, was: KeySummary, now: KeySummary, at: SourceLocation)
  /// Nil for a setting whose value lay elsewhere.
  case gone(KeyLock.Place, KeySummary?, Loss)
  /// Nobody could look: neither as the lock has it, nor otherwise.
  case outOfReach(KeyLock.Place, KeySummary?, Obstacle)

  /// How a place of the lock went.
  package enum Loss: Hashable, Sendable {
    /// The source is there, without the setting.
    case setting
    /// The setting is there, without a key.
    case key
    case file
  }

  /// Why nobody could look at a place of the lock.
  package enum Obstacle: Hashable, Sendable {
    /// The setting is there, and its value lies elsewhere, is encrypted or a template.
    case value
    /// It is not set here.
    case environment
    /// Git does not have the file, and here is none.
    case notCommitted
    /// The file was not among the sources, or could not be read.
    case notRead
  }

  package var isDrift: Bool {
    if case .outOfReach = self { return false }
    return true
  }
}

/// What became of a file that a lock names.
package enum LockReach: Sendable {
  /// It was read.
  case read
  /// It is where nothing is.
  case missing
  /// It was not among the sources, or could not be read.
  case notRead
}
