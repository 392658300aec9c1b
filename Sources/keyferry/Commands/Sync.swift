import ArgumentParser
import KeyMigration
import KeyReports
import KeyStores

struct Sync: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Show the same report as plan, and write the keys into the database.",
    discussion: """
      All of the plan is written, or nothing; with nothing to do, nothing is written.

      Examples:
        keyferry sync --db keys.sqlite
        keyferry sync .env.production --no-env --db keys.json
        keyferry sync --db keys.sqlite --on-conflict first --skip-publishable
        keyferry sync --db keys.sqlite --prune --max-deletes 2
        keyferry sync --from keys.sqlite --db keys.json
      """)

  @Flag(help: "Write nothing.")
  var dryRun = false

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Sources") var copy: CopyOptions
  @OptionGroup(title: "Which keys") var selection: SelectionOptions
  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "dj-stripe") var djStripe: DjStripeOptions
  @OptionGroup(title: "Removal") var removal: RemovalOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(title: "Report") var findings: FindingOptions

  func run() throws {
    let database = try store.store()
    let origin = try copy.origin(sources, store, into: database)
    let formats = try output.formats(sparing: sources.paths + [database, origin].compactMap { $0?.location })
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let migration = Migration(
      .sync, options: try removal.applied(to: djStripe.applied(to: selection.migrationOptions(sources))))
    let result = try migration.run(origin, store: database, applyAt: dryRun ? nil : Process.now()) {
      try read(sources, formats, progress, database: database.location)
    }
    progress.finish()
    let status = ExitStatus(result, failOn: findings.failOn, isRefused: result.isRefused, driftCounts: false)
    throw try output.write(result, formats, status).code
  }
}
