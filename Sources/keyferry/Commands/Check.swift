import ArgumentParser
import KeyMigration
import KeyReports
import KeyStores

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare settings and database, for CI: 0 in sync, 2 drift.")

  @OptionGroup var sources: SourceOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "Skip publishable keys, as the sync did.")
  var skipPublishable = false

  @Flag(help: "A stored key that no setting names is drift too.")
  var strict = false

  @Flag(help: "Check the whole database for damage first.")
  var integrity = false

  func run() throws {
    let database = try store.store()
    let formats = try output.formats(sparing: sources.paths + [database.location])
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    if integrity {
      do throws(StoreError) {
        try database.checkIntegrity()
      } catch {
        Messages.write("error: " + error.message)
        throw end(.failed)
      }
    }
    var options = sources.migrationOptions
    options.skipPublishable = skipPublishable
    options.strict = strict
    let result = Migration(.check, options: options).run(
      try read(sources, formats, progress, database: database.location), store: database)
    progress.finish()
    let status = ExitStatus(
      result, failOn: output.failOn, refusalCounts: false, driftCounts: result.isDrift)
    throw end(try output.write(result, formats, status))
  }
}
