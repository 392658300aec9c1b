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
  /// Why it is none, although it was meant to be one.
  package let flaw: Flaw?

  package enum Flaw: Hashable, Sendable {
    /// `keyferry: ignore[KF107]`.
    case spelling
    /// `see keyferry:ignore[KF107]`.
    case behindWords
    /// Its file has more than are looked at.
    case tooMany
  }

  package init(location: SourceLocation, rules: [String], reason: String?, lines: ClosedRange<Int>) {
    self.location = location
    self.rules = rules.map(\.printable)
    self.reason = reason?.printable
    self.lines = lines
    flaw = nil
  }

  /// What a report may show of it.
  func forEachText(_ body: (String) -> Void) {
    rules.forEach(body)
    if let reason { body(reason) }
  }

  func replacingTexts(_ replace: (String) -> String) -> IgnoreComment {
    guard flaw == nil else { return self }
    return IgnoreComment(location: location, rules: rules.map(replace), reason: reason.map(replace), lines: lines)
  }

  package init(location: SourceLocation, flaw: Flaw) {
    self.location = location
    self.flaw = flaw
    (rules, reason) = ([], nil)
    lines = (location.line ?? 1)...(location.line ?? 1)
  }
}
