/// Why a finding was set aside: it does not count, and is told of all the same.
package struct Suppression: Hashable, Sendable {
  /// What set it aside. Raw values are those of the JSON report.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A rule that the configuration switches off.
    case configuration
    /// `keyferry:ignore` beside it.
    case inline
    /// It was known before.
    case baseline
  }

  package let kind: Kind
  /// A person's, where one gave it.
  package let reason: String?
  /// Where it is said.
  package let location: SourceLocation?

  package init(kind: Kind, reason: String? = nil, location: SourceLocation? = nil) {
    self.kind = kind
    self.reason = reason?.printable
    self.location = location
  }
}

/// A finding that was set aside.
package struct SuppressedDiagnostic: Hashable, Sendable {
  package let diagnostic: Diagnostic
  package let suppression: Suppression

  package init(_ diagnostic: Diagnostic, _ suppression: Suppression) {
    self.diagnostic = diagnostic
    self.suppression = suppression
  }
}

extension SuppressedDiagnostic: Comparable {
  /// In the order of the findings.
  package static func < (a: SuppressedDiagnostic, b: SuppressedDiagnostic) -> Bool {
    if a.diagnostic != b.diagnostic { return a.diagnostic < b.diagnostic }
    return a.suppression.kind.rawValue < b.suppression.kind.rawValue
  }
}
