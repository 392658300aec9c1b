import ArgumentParser
import KeyMigration
import KeyReports

struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    _superCommandName: Keyferry.name,
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
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(title: "Report") var findings: FindingOptions

  func run() throws {
    let layers = try configuration.layers()
    let chosen = try sources.chosen(by: layers)
    let formats = try output.formats(of: ReportFormat.self, sparing: chosen.paths + findings.files)
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let options = try findings.applied(to: selection.migrationOptions(sources, layers), chosen)
    let result = Migration(.scan, options: options).scan(
      try read(chosen, formats, progress, sparing: findings.files))
    progress.finish()
    let failOn = try findings.chosen(by: layers).value
    let status = ExitStatus(result, failOn: failOn, isRefused: false, driftCounts: false)
    throw try output.write(result, formats, status, findings, failOn: failOn).code
  }
}
