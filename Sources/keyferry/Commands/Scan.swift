import ArgumentParser
import KeyMigration
import KeyReports

struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Show what is set where, and what is wrong with it.",
    discussion: """
      Looks at no database and writes nothing.

      Examples:
        keyferry scan                     the environment and this directory
        keyferry scan .env deploy/        one file and one directory
        keyferry scan --no-env --format json
        sops -d secrets.yml | keyferry scan yaml:-
      """)

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Which keys") var selection: SelectionOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(title: "Report") var findings: FindingOptions

  func run() throws {
    let formats = try output.formats(sparing: sources.paths)
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let migration = Migration(.scan, options: selection.migrationOptions(sources))
    let result = migration.scan(try read(sources, formats, progress))
    progress.finish()
    let status = ExitStatus(result, failOn: findings.failOn, isRefused: false, driftCounts: false)
    throw try output.write(result, formats, status).code
  }
}
