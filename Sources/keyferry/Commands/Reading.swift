import ArgumentParser
import Glibc
import KeyMigration
import KeySources

extension ParsableCommand {
  /// Reads the sources, with progress on a terminal.
  func read(_ sources: SourceOptions, _ output: OutputOptions) throws -> SourceReader.Result {
    let locators = try sources.locators()
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let environment = sources.leavesEnvironmentOut ? nil : EnvironmentSource.process()
    let chosen =
      locators.isEmpty && sources.sources.isEmpty ? SourceLocator.defaults(withEnvironment: environment != nil) : locators
    return SourceReader(environment: environment).read(chosen) { count in
      progress.show("reading: \(count) files")
    }
  }
}
