/// What makes a finding of one run and a finding of the next the same: rule, file and setting. Never a value, never a line.
package struct FindingIdentity: Hashable, Sendable {
  /// `KF202`.
  package let rule: String
  /// From the repository's root on, where the file is in it; nil for a finding about the database or about the run.
  package let path: String?
  package let setting: String?

  package init(rule: String, path: String?, setting: String?) {
    self.rule = rule
    self.path = path.flatMap { $0.isEmpty ? nil : $0.withoutKeys }
    self.setting = setting.flatMap { $0.isEmpty ? nil : $0.withoutKeys }
  }

  package init(_ finding: Diagnostic, in repository: RepositoryPaths) {
    self.init(
      rule: finding.rule.code, path: finding.location.map { repository.path($0) ?? $0.path }, setting: finding.setting)
  }

  /// 32 lower-case hexadecimal digits, the same on every machine: FNV-1a of 128 bits over `keyferry:finding:v1`, rule,
  /// path and setting, with a NUL before each of the three.
  ///
  /// It names a finding, and proves nothing: where that matters the three are compared themselves.
  package var fingerprint: String {
    var hash = FNV128()
    hash.mix("keyferry:finding:v1")
    for part in [rule, path ?? "", setting ?? ""] { hash.mix("\0" + part) }
    return hash.hex
  }
}

extension FindingIdentity: Comparable {
  /// By path, rule and setting; what has no path comes last.
  package static func < (a: FindingIdentity, b: FindingIdentity) -> Bool {
    if (a.path == nil) != (b.path == nil) { return b.path == nil }
    return (a.path ?? "", a.rule, a.setting ?? "") < (b.path ?? "", b.rule, b.setting ?? "")
  }
}
