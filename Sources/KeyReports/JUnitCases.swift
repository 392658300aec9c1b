import KeyFacts

/// A report as test cases: what the command came to, sources that were not read, findings, and settings without one.
struct JUnitCases {
  private struct Place: Hashable {
    let setting: String
    let location: SourceLocation
  }

  private let report: Report
  private let failing: Severity?
  private let findings: [PlacedFinding]
  /// Sources that were not read, by their paths: how grave the finding is that says so.
  private let unread: [String: Severity?]
  /// Settings that findings speak of.
  private let remarked: Set<Place>
  /// Settings whose values lie elsewhere or are encrypted.
  private let unseen: Set<Place>

  init(_ report: Report, failingFrom failing: Severity?) {
    self.report = report
    self.failing = failing
    var placer = FindingPlacer(report)
    findings = placer.all()
    var unread: [String: Severity?] = [:]
    for source in report.notRead { unread[source.path] = .some(nil) }
    for finding in findings.map(\.diagnostic) where finding.setting == nil {
      guard let path = finding.location?.path, let known = unread[path] else { continue }
      unread[path] = max(known ?? .note, finding.severity)
    }
    self.unread = unread
    remarked = Set(findings.compactMap { Self.place(of: $0.diagnostic) })
    unseen = Set(report.settings.filter(\.isUnseen).map { Place(setting: $0.name, location: $0.location) })
  }

  private static func place(of finding: Diagnostic) -> Place? {
    guard let setting = finding.setting, let location = finding.location else { return nil }
    return Place(setting: setting, location: location)
  }

  /// One by one and each time anew: there may be very many.
  func each(_ body: (JUnitCase) -> Void) {
    body(outcome)
    for source in report.notRead where unread[source.path] != .some(.error) { body(testCase(source)) }
    for finding in findings { body(testCase(finding)) }
    var names: [String: Int] = [:]
    for setting in report.settings where !remarked.contains(Place(setting: setting.name, location: setting.location)) {
      let name = "\(setting.location.path): \(setting.name)"
      names[name, default: 0] += 1
      body(testCase(setting, named: Self.numbered(name, names[name] ?? 1)))
    }
  }

  /// Readers take two test cases of one name for one.
  private static func numbered(_ name: String, _ number: Int) -> String { number > 1 ? "\(name) #\(number)" : name }

  private var outcome: JUnitCase {
    let words = "\(PlainWords.name(of: report.summary.verdict)): \(PlainWords.counts(of: report))"
    let result: JUnitCase.Result =
      switch report.summary.verdict {
      case .failed: .error(type: "failed", message: report.failure ?? words)
      case .blocked: .failed(type: "blocked", message: report.refusals.map(\.reason).joined(separator: "; "))
      case .drift: .failed(type: "drift", message: words)
      case .incomplete: .skipped(message: words)
      case .clean, .findings, .inSync, .changesPending, .done: .passed(remark: words)
      }
    let name = [report.command.rawValue, report.store?.location].compactMap(\.self).joined(separator: " ")
    return JUnitCase(group: "keyferry", name: name, result: result)
  }

  /// One that nothing is wrong with but that its keys are encrypted, or one that no finding tells of.
  private func testCase(_ source: NotRead) -> JUnitCase {
    let isElsewhere = (unread[source.path] ?? nil) != nil
    return JUnitCase(
      group: "sources", name: source.path, path: report.repository.path(source.path),
      result: isElsewhere
        ? .skipped(message: source.reason) : .error(type: "not read", message: source.reason))
  }

  private func testCase(_ finding: PlacedFinding) -> JUnitCase {
    let (diagnostic, rule) = (finding.diagnostic, finding.diagnostic.rule)
    let subject = [diagnostic.location?.path ?? "database", diagnostic.setting].compactMap(\.self)
    return JUnitCase(
      group: "\(rule.code) \(rule.name)",
      name: Self.numbered(subject.joined(separator: ": "), finding.number), path: finding.path, line: finding.line,
      result: result(finding))
  }

  private func result(_ finding: PlacedFinding) -> JUnitCase.Result {
    let diagnostic = finding.diagnostic
    if let suppression = finding.suppression {
      return .skipped(message: "\(finding.message) (\(PlainWords.words(suppression)))")
    }
    if diagnostic.setting == nil, let path = diagnostic.location?.path, diagnostic.severity == .error,
      unread[path] != nil
    {
      return .error(type: diagnostic.rule.code, message: finding.message)
    }
    if let failing, diagnostic.severity >= failing {
      return .failed(type: diagnostic.severity.rawValue, message: finding.message)
    }
    if diagnostic.severity == .note, tellsOfUnseen(diagnostic) { return .skipped(message: finding.message) }
    return .passed(remark: "\(diagnostic.severity.rawValue): \(finding.message)")
  }

  /// It speaks of a value that nobody could look at.
  private func tellsOfUnseen(_ finding: Diagnostic) -> Bool {
    finding.rule.name == Self.outOfReach || Self.place(of: finding).map(unseen.contains) ?? false
  }

  /// The rule of a lock's keys that are not to be had here: its findings stand at the lock's lines, and at no setting's.
  private static let outOfReach = "locked-key-out-of-reach"

  private func testCase(_ setting: ReportedSetting, named name: String) -> JUnitCase {
    JUnitCase(
      group: "settings", name: name, path: report.repository.path(setting.location), line: setting.location.line,
      result: setting.isUnseen ? .skipped(message: "its value lies elsewhere: it was not looked at") : .passed())
  }
}

extension ReportedSetting {
  /// Its value is not at this place to be looked at.
  fileprivate var isUnseen: Bool {
    switch valueKind {
    case .reference, .template, .encrypted: true
    case .key, .otherCredential, .placeholder, .empty, .malformed, .lookalike, .other: false
    }
  }
}
