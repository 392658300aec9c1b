import KeyReports

extension FindingOptions {
  /// Commands to the runner of GitHub Actions, on standard error, where they come between no lines of a report.
  func annotate(_ report: Report) {
    guard github, Process.environment("GITHUB_ACTIONS") == "true" else { return }
    // Results are told by report and exit status; where standard error is gone, nothing is lost with these.
    try? GitHubAnnotations().render(report) { try Output.errors.write($0) }
  }

  /// Adds the report to the page that GitHub shows of the step, where there is one.
  ///
  /// - Returns: false when it did not arrive there; that is told, too.
  func summarize(_ report: Report) -> Bool {
    guard github, let path = Process.environment("GITHUB_STEP_SUMMARY"), !path.isEmpty else { return true }
    do throws(OutputError) {
      try StepSummary.append(report, to: path)
      return true
    } catch {
      Messages.write("error: " + error.reason)
      return false
    }
  }
}
