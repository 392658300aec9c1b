import ArgumentParser
import KeyMigration
import KeyReports
import KeyStores

struct Sync: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Show the same report as plan, and write the keys into the database.")

  @OptionGroup var sources: SourceOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "Write nothing.")
  var dryRun = false

  func run() throws {
    let database = try store.store()
    let formats = try output.formats(sparing: sources.paths + [database.location])
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let migration = Migration(.sync, options: try changes.applied(to: sources.migrationOptions))
    let result = migration.run(
      try read(sources, formats, progress, database: database.location), store: database,
      applyAt: dryRun ? nil : Process.now())
    progress.finish()
    let status = ExitStatus(result, failOn: output.failOn, refusalCounts: true, driftCounts: false)
    throw end(try output.write(result, formats, status))
  }
}
