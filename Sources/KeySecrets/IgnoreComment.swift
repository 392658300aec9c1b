package import KeyFacts

/// `# keyferry:ignore[KF107] why`: a comment by which a person passes findings by.
package struct IgnoreComment: Hashable, Sendable {
  /// Of the words `keyferry:ignore`.
  package let location: SourceLocation
  /// The rules by code or name, as they are written there.
  package let rules: [String]
  /// Nil where none is given.
  package let reason: String?
  /// What it speaks of: its own line, or the next one that is no comment, with all of a YAML text that starts there.
  package let lines: ClosedRange<Int>

  package init(location: SourceLocation, rules: [String], reason: String?, lines: ClosedRange<Int>) {
    self.location = location
    self.rules = rules.map(\.printable)
    self.reason = reason?.printable
    self.lines = lines
  }
}
