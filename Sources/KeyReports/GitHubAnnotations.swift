import KeyFacts

/// Findings as commands to GitHub Actions, which shows them beside the lines of a pull request.
///
/// Of one step it shows ten errors, ten warnings and ten notices: the first of each, by place, and how many more there are.
package struct GitHubAnnotations: ReportRenderer {
  private static let mostOfOneSeverity = 10

  package init() {}

  package func render(_ report: Report, to sink: ByteSink) throws {
    var placer = FindingPlacer(report)
    let all = placer.all(after: report.outcomeFindings).filter { $0.suppression == nil }
    try ByteWriter.write(to: sink) { out in
      var left: [String] = []
      for severity in Severity.allCases.reversed() {
        let found = all.filter { $0.diagnostic.severity == severity }
        for finding in found.prefix(Self.mostOfOneSeverity) { out.write(Self.command(finding) + "\n") }
        let more = found.count - Self.mostOfOneSeverity
        if more > 0 { left.append(PlainWords.count(more, "more \(severity.rawValue)")) }
      }
      if !left.isEmpty { out.write("and \(left.joined(separator: ", ")): the report lists all\n") }
    }
  }

  private static func command(_ finding: PlacedFinding) -> String {
    var properties = ["file=" + property(finding.path), "line=\(finding.line)", "endLine=\(finding.line)"]
    if let column = finding.column { properties.append("col=\(column)") }
    let rule = finding.diagnostic.rule
    properties.append("title=" + property("\(rule.code) \(rule.name)"))
    let head = "\(name(of: finding.diagnostic.severity)) \(properties.joined(separator: ","))"
    return "::\(head)::\(escaped(finding.message, "%\r\n"))"
  }

  private static func name(of severity: Severity) -> String {
    switch severity {
    case .error, .warning: severity.rawValue
    case .note: "notice"
    }
  }

  private static func property(_ text: String) -> String { escaped(text, "%\r\n:,") }

  /// Scalar by scalar: CR and LF together are one character.
  private static func escaped(_ text: String, _ marks: String) -> String {
    var escaped = ""
    for scalar in text.withoutKeys.unicodeScalars {
      if marks.unicodeScalars.contains(scalar) {
        escaped += "%" + scalar.value.hexadecimal(width: 2, uppercase: true)
      } else {
        escaped += String(scalar).printable
      }
    }
    return escaped
  }
}
