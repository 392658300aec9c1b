import ArgumentParser
import KeyMigration
import KeyReports

struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Show what is set where, and what is wrong with it; looks at no database.")

  @OptionGroup var sources: SourceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let formats = try output.formats(sparing: sources.paths)
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let result = Migration(.scan, options: sources.migrationOptions).scan(try read(sources, formats, progress))
    progress.finish()
    let status = ExitStatus(result, failOn: output.failOn, refusalCounts: false, driftCounts: false)
    throw end(try output.write(result, formats, status))
  }
}
