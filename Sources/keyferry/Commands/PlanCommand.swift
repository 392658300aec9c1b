import ArgumentParser
import KeyMigration
import KeyReports
import KeyStores

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "The dry run: what a sync would do, and every finding. Writes nothing.")

  @OptionGroup var sources: SourceOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var output: OutputOptions

  @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when a sync would write.")
  var hasDetailedExitCode = false

  func run() throws {
    let database = try store.store()
    let formats = try output.formats(sparing: sources.paths + [database.location])
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let migration = Migration(.plan, options: try changes.applied(to: sources.migrationOptions))
    let result = migration.run(try read(sources, formats, progress, database: database.location), store: database)
    progress.finish()
    let status = ExitStatus(
      result, failOn: output.failOn, refusalCounts: false, driftCounts: hasDetailedExitCode && result.isPending)
    throw end(try output.write(result, formats, status))
  }
}
