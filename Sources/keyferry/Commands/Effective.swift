import ArgumentParser
import KeyMigration
import KeyReports
import KeyStores

struct Effective: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "effective",
    abstract: "Show which key dj-stripe uses for each account and mode, today and after a sync.",
    discussion: """
      Of a database that has dj-stripe's table. Writes nothing.

      Examples:
        keyferry effective --db db.sqlite3
        keyferry effective .env.production --no-env --db db.sqlite3 --djstripe-version 2.11
        keyferry effective --db db.sqlite3 --account acct_1Shop --format markdown
      """)

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Which keys") var selection: SelectionOptions
  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "dj-stripe") var djStripe: DjStripeOptions
  @OptionGroup(title: "Removal") var removal: RemovalOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(title: "Report") var findings: FindingOptions

  func run() throws {
    let layers = try configuration.layers()
    let database = try store.store(layers)
    let chosen = try sources.chosen(by: layers)
    let formats = try output.formats(
      of: ReportFormat.self, sparing: chosen.paths + findings.files + [database.location])
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let asked = try removal.applied(to: djStripe.applied(to: selection.migrationOptions(sources, layers), layers))
    let options = try findings.applied(to: asked, chosen)
    let result = try Migration(.effective, options: options).run(store: database) {
      try read(chosen, formats, progress, database: database.location, sparing: findings.files)
    }
    progress.finish()
    let failOn = try findings.chosen(by: layers).value
    let status = ExitStatus(result, failOn: failOn, isRefused: false, driftCounts: false)
    throw try output.write(result, formats, status, findings, failOn: failOn).code
  }
}
