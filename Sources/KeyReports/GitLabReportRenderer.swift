import KeyFacts

/// The report for GitLab's code quality view: a JSON array of findings.
package struct GitLabReportRenderer: ReportRenderer {
  /// How every report begins that tells of anything.
  package static let start = "[\n  {\n    \"description\": \""

  package init() {}

  package func render(_ report: Report, to sink: ByteSink) throws {
    var placer = FindingPlacer(report)
    let findings = placer.all(after: report.outcomeFindings).filter { $0.suppression == nil }
    try JSONWriter.write(to: sink, arrayOf: findings) { json, finding in
      let rule = finding.diagnostic.rule
      json.object {
        $0.field("description", finding.message)
        $0.field("check_name", "\(rule.code) \(rule.name)")
        $0.field("fingerprint", finding.fingerprint)
        $0.field("severity", Self.name(of: finding.diagnostic))
        $0.object("location", inline: true) {
          $0.field("path", finding.path)
          $0.object("lines") { $0.field("begin", finding.line) }
        }
      }
    }
  }

  private static func name(of finding: Diagnostic) -> String {
    switch finding.severity {
    case .note: "info"
    case .warning: "minor"
    case .error: finding.rule.code == Report.outcomeCode ? "blocker" : "critical"
    }
  }
}
