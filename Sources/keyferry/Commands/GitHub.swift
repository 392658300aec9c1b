import KeyReports

extension FindingOptions {
  /// Commands to the runner of GitHub Actions, on standard error, where they come between no lines of a report.
  func annotate(_ report: Report) {
    guard github, Process.environment("GITHUB_ACTIONS") == "true" else { return }
    // Results are told by report and exit status; where standard error is gone, nothing is lost with these.
    try? GitHubAnnotations().render(report) { try Output.errors.write($0) }
  }
}
