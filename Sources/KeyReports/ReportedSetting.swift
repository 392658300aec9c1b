package import KeyFacts

/// A setting as reports show it: where it is and what its value is, without the value. 88 bytes beside its strings.
package struct ReportedSetting: Hashable, Sendable {
  /// As written at that place.
  package let name: String
  /// Of the value.
  package let location: SourceLocation
  package let valueKind: ValueKind
  /// A later definition in the same scope takes this one's place.
  package let isOverridden: Bool
  /// It stands in an example file, from which nothing is synced.
  package let isExample: Bool
  /// The key that the value is, when it is a well-formed one.
  package let key: KeySummary?

  package init(
    name: String, location: SourceLocation, valueKind: ValueKind, key: KeySummary? = nil,
    isOverridden: Bool = false, isExample: Bool = false
  ) {
    self.name = name
    self.location = location
    self.valueKind = valueKind
    self.isOverridden = isOverridden
    self.isExample = isExample
    self.key = key
  }

  /// A key stands here that a sync would read.
  package var isActive: Bool { !isOverridden && !isExample }
}

extension ReportedSetting: Comparable {
  /// By place, then name: the order of every format.
  package static func < (a: ReportedSetting, b: ReportedSetting) -> Bool {
    if a.location != b.location { return a.location < b.location }
    if a.name != b.name { return a.name < b.name }
    return a.tieBreaker < b.tieBreaker
  }

  private var tieBreaker: String {
    "\(valueKind.rawValue) \(isOverridden) \(isExample) \(key?.fingerprint.hex ?? "")"
  }
}
