package import KeyFacts

/// The report as JUnit's XML, for the test views of CI systems: a test case for what the command came to, for every
/// source that was not read, for every finding, and for every setting that nothing was found on.
package struct JUnitReportRenderer: ReportRenderer {
  private let failing: Severity?

  /// - Parameter failing: from which severity on a finding fails the run, and with it its test case; nil for none.
  package init(failingFrom failing: Severity? = .error) { self.failing = failing }

  package func render(_ report: Report, to sink: ByteSink) throws {
    let cases = JUnitCases(report, failingFrom: failing)
    try ByteWriter.write(to: sink) { out in
      let totals = self.totals(of: cases)
      out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
      out.write("<testsuites name=\"keyferry\"\(totals)>\n")
      out.write("  <testsuite name=\"keyferry \(report.command.rawValue)\"\(totals)>\n")
      cases.each { out.write($0.element) }
      out.write("  </testsuite>\n</testsuites>\n")
    }
  }

  /// Without times, so that two runs over the same state compare equal.
  private func totals(of cases: JUnitCases) -> String {
    var (tests, failures, errors, skipped) = (0, 0, 0, 0)
    cases.each { testCase in
      tests += 1
      switch testCase.result {
      case .passed: break
      case .failed: failures += 1
      case .error: errors += 1
      case .skipped: skipped += 1
      }
    }
    return " tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\" time=\"0\""
  }
}
