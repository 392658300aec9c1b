import KeyFacts

/// A finding as those show it who read a repository's files: at a file of it, by a name that lasts when lines move.
struct PlacedFinding {
  let diagnostic: Diagnostic
  /// Why it was set aside; nil for one that counts.
  let suppression: Suppression?
  /// The identity's.
  private let hash: String
  /// Which one it is of several of one identity, from 1 on.
  let number: Int
  /// From the repository's root on.
  let path: String
  let line: Int
  /// In Unicode scalars; nil for a finding about a whole file.
  let column: Int?
  /// With the place in front where that is none in a file of the repository.
  let message: String

  /// No two of a report are the same.
  var fingerprint: String { "\(hash):\(number)" }

  init(
    _ diagnostic: Diagnostic, _ suppression: Suppression?, hash: String, number: Int, path: String,
    at place: SourceLocation?, message: String
  ) {
    self.diagnostic = diagnostic
    self.suppression = suppression
    self.hash = hash
    self.number = number
    self.path = path
    line = place?.line ?? 1
    column = place?.column
    self.message = message
  }
}

/// Finds each finding its file: its own; else one that has the setting it speaks of; else the landmark.
struct FindingPlacer {
  private let report: Report
  private let repository: RepositoryPaths
  /// Where each setting's name stands first in a file of the repository.
  private let anchors: [String: SourceLocation]
  private var counts: [FindingIdentity: Int] = [:]

  init(_ report: Report) {
    self.report = report
    repository = report.repository
    let findings = report.diagnostics + report.suppressed.map(\.diagnostic)
    let isNeeded = findings.contains { finding in
      finding.setting != nil && finding.location.flatMap { report.repository.path($0) } == nil
    }
    anchors = isNeeded ? Self.anchors(report) : [:]
  }

  private static func anchors(_ report: Report) -> [String: SourceLocation] {
    var anchors: [String: SourceLocation] = [:]
    for setting in report.settings where anchors[setting.name] == nil && setting.location.line != nil {
      if report.repository.path(setting.location) != nil { anchors[setting.name] = setting.location }
    }
    return anchors
  }

  /// What the report found, in its order, and among it what was set aside. A finding has the same number of its
  /// identity whether or not others of that are set aside.
  ///
  /// - Parameter outcome: what else the report comes to, in a finding's shape: it stands first.
  mutating func all(after outcome: [Diagnostic] = []) -> [PlacedFinding] {
    var found = report.diagnostics.map { (finding: $0, suppression: Suppression?.none) }
    if !report.suppressed.isEmpty {
      found += report.suppressed.map { ($0.diagnostic, $0.suppression) }
      found.sort { $0.finding < $1.finding }
    }
    return outcome.map { place($0, nil) } + found.map { place($0.finding, $0.suppression) }
  }

  private mutating func place(_ finding: Diagnostic, _ suppression: Suppression?) -> PlacedFinding {
    let identity = FindingIdentity(finding, in: repository)
    let number = (counts[identity] ?? 0) + 1
    counts[identity] = number
    let own = finding.location.flatMap { repository.path($0) }
    let place = own == nil ? finding.setting.flatMap { anchors[$0] } ?? repository.landmark : finding.location
    let label = own == nil ? finding.location.map { $0.label + ": " } : nil
    return PlacedFinding(
      finding, suppression, hash: identity.fingerprint, number: number,
      path: own ?? place.flatMap { repository.path($0) } ?? "README.md", at: place,
      message: ((label ?? "") + finding.message).printable)
  }
}
