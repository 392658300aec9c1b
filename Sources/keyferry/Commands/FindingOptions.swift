import ArgumentParser
import KeyConfiguration

/// Which findings fail the run.
struct FindingOptions: ParsableArguments {
  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp("Exit with 3 on findings from this severity up. (default: error)", valueName: "severity"))
  var failOn: FailOn?

  @Flag(help: "On GitHub Actions, annotate the lines of findings, and add the report to the step's summary.")
  var github = false

  func chosen(by layers: Layers) throws -> Choice<FailOn> {
    let entry = layers.file.failOn.map { Configuration.Entry(FailOn($0.value), at: $0.location) }
    return try layers.choose(failOn, "fail-on", entry, usual: .error)
  }
}

/// Options of the commands that read settings, which the others take without effect: a script can pass one set to all.
struct IgnoredOptions: ParsableArguments {
  @OptionGroup var findings: FindingOptions

  @Flag(name: .customLong("no-env"), help: "Has no effect here.")
  var leavesEnvironmentOut = false
}
