import KeyFacts

extension Report {
  /// What a run comes to beside its findings, in a finding's shape, where a list of findings is all that a reader sees:
  /// without it an empty list would say that nothing is wrong. Empty for a run that nothing is wrong with.
  var outcomeFindings: [Diagnostic] {
    switch summary.verdict {
    case .failed, .blocked, .drift:
      let words = "\(PlainWords.name(of: summary.verdict)): \(PlainWords.counts(of: self))"
      let reasons = summary.verdict == .blocked ? refusals.map(\.reason).joined(separator: "; ") : ""
      let message = reasons.isEmpty ? words : "\(words): \(reasons)"
      return [
        Diagnostic(
          rule: RuleID(Self.outcomeCode, command.rawValue), severity: .error, message: message, location: failurePlace)
      ]
    case .clean, .findings, .inSync, .changesPending, .done, .incomplete: return []
    }
  }

  /// In a code's place: it is no rule's, and told like one.
  static let outcomeCode = "keyferry"

  /// Sources that ought to have been read. One that is encrypted as a whole has a finding that says so, and it is no
  /// error.
  var unreadable: [NotRead] {
    guard !notRead.isEmpty else { return [] }
    let paths = Set(notRead.map(\.path))
    var worst: [String: Severity] = [:]
    for finding in diagnostics + suppressed.map(\.diagnostic) where finding.setting == nil {
      guard let path = finding.location?.path, paths.contains(path) else { continue }
      worst[path] = max(worst[path] ?? .note, finding.severity)
    }
    return notRead.filter { worst[$0.path].map { $0 == .error } ?? true }
  }
}
