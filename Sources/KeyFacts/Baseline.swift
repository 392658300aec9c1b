/// Findings that were there before, and that nobody wants to be told of again.
package struct Baseline: Hashable, Sendable {
  /// Findings of one identity and severity.
  package struct Entry: Hashable, Sendable {
    package let identity: FindingIdentity
    package let severity: Severity
    package let count: Int

    package init(_ identity: FindingIdentity, _ severity: Severity, count: Int) {
      self.identity = identity
      self.severity = severity
      self.count = count
    }
  }

  /// By path, rule, setting and severity; no two of one identity and severity.
  package let entries: [Entry]

  package init(_ entries: some Sequence<Entry>) {
    let counts = Dictionary(entries.map { (Kind($0.identity, $0.severity), $0.count) }, uniquingKeysWith: +)
    self.entries = counts.map { Entry($0.key.identity, $0.key.severity, count: $0.value) }.sorted()
  }

  /// What is found now, as what is known from now on.
  package init(of findings: some Sequence<Diagnostic>, in repository: RepositoryPaths) {
    self.init(findings.map { Entry(FindingIdentity($0, in: repository), $0.severity, count: 1) })
  }

  private struct Kind: Hashable {
    let identity: FindingIdentity
    let severity: Severity

    init(_ identity: FindingIdentity, _ severity: Severity) {
      self.identity = identity
      self.severity = severity
    }
  }
}

extension Baseline.Entry: Comparable {
  package static func < (a: Self, b: Self) -> Bool {
    if a.identity != b.identity { return a.identity < b.identity }
    return (a.severity, a.count) < (b.severity, b.count)
  }
}

extension Baseline {
  /// Takes findings off a baseline, each once. One that is graver than it was is new: what was a test key in an example
  /// file may be a live one now.
  package struct Matching: Sendable {
    private var left: [FindingIdentity: [Severity: Int]] = [:]
    private var met: Set<FindingIdentity> = []
    private let repository: RepositoryPaths

    package init(_ baseline: Baseline, in repository: RepositoryPaths) {
      self.repository = repository
      for entry in baseline.entries { left[entry.identity, default: [:]][entry.severity] = entry.count }
    }

    /// Whether the baseline has the finding, and had not as many of its kind before. Findings come in their order.
    package mutating func takes(_ finding: Diagnostic) -> Bool {
      let identity = FindingIdentity(finding, in: repository)
      let grades = left[identity]?.filter { $0.value > 0 }.keys.sorted() ?? []
      guard let severity = grades.first(where: { $0 >= finding.severity }) else { return false }
      left[identity]?[severity]? -= 1
      return true
    }

    /// Notes a finding that counts all the same: what answers to it in the baseline is not gone.
    package mutating func meets(_ finding: Diagnostic) { met.insert(FindingIdentity(finding, in: repository)) }

    /// The baseline's entries for which there was no finding, with how many there were none for.
    package var gone: [Entry] {
      left.flatMap { identity, grades in
        grades.filter { $0.value > 0 && !met.contains(identity) }.map { Entry(identity, $0.key, count: $0.value) }
      }.sorted()
    }
  }
}
