import ArgumentParser
import KeyMigration
import KeyReports
import KeyStores

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what a sync would do, and every finding: the dry run.",
    discussion: """
      Writes nothing.

      Examples:
        keyferry plan --db keys.sqlite
        keyferry plan .env .env.production --db keys.sqlite --on-conflict first
        keyferry plan --db keys.sqlite --format text --format markdown=plan.md
        keyferry plan --db keys.sqlite --detailed-exitcode --quiet
      """)

  @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when a sync would write.")
  var hasDetailedExitCode = false

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
      .plan, options: try removal.applied(to: djStripe.applied(to: selection.migrationOptions(sources))))
    let result = try migration.run(origin, store: database) {
      try read(sources, formats, progress, database: database.location)
    }
    progress.finish()
    let status = ExitStatus(
      result, failOn: findings.failOn, isRefused: result.isGuarded, driftCounts: hasDetailedExitCode && result.isPending
    )
    throw try output.write(result, formats, status).code
  }
}
