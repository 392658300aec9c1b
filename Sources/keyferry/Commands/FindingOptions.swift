import ArgumentParser
import KeyConfiguration
import KeyFacts
import KeyMigration
import KeySources

/// Which findings fail the run.
struct FindingOptions: ParsableArguments {
  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp("Exit with 3 on findings from this severity up. (default: error)", valueName: "severity"))
  var failOn: FailOn?

  @Option(
    help: ArgumentHelp(
      "A file of `keyferry baseline`: its findings are known, and only others count for --fail-on.", valueName: "file"),
    completion: .file())
  var baseline: String?

  @Flag(help: "On GitHub Actions, annotate the lines of findings, and add the report to the step's summary.")
  var github = false

  /// With the baseline, where one is given, read.
  func applied(to options: Migration.Options, _ sources: ChosenSources?) throws -> Migration.Options {
    guard let baseline else { return options }
    var options = options
    options.known = KnownFindings(try BaselineFile(path: baseline).read(), path: baseline, scope: SearchScope(sources))
    return options
  }

  /// Files that are no sources.
  var files: [String] { [baseline].compactMap(\.self) }

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

extension SearchScope {
  /// - Parameter sources: nil for a run that reads none.
  fileprivate init(_ sources: ChosenSources?) {
    guard let sources else {
      self.init(paths: [], includesEnvironment: false)
      return
    }
    guard sources.hasOrder else {
      self.init(includesEnvironment: sources.environment.value)
      return
    }
    self.init(paths: sources.locators.compactMap(\.path), includesEnvironment: sources.locators.contains(.environment))
  }
}
