/// What a person decided about rules: which are switched off, and how grave the findings of others are.
package struct FindingPolicy: Hashable, Sendable {
  package enum Grade: Hashable, Sendable {
    case off
    case severity(Severity)
  }

  /// For some rules, by their codes.
  package var grades: [String: Grade]
  /// Where that is said, where it is said in a file.
  package var places: [String: SourceLocation]

  package init(grades: [String: Grade] = [:], places: [String: SourceLocation] = [:]) {
    self.grades = grades
    self.places = places
  }
}
