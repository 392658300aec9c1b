import ArgumentParser
import KeyMigration

/// What a plan may remove.
struct RemovalOptions: ParsableArguments {
  @Flag(help: "Remove stored keys that no setting names; a backup stays beside the database, or here for PostgreSQL.")
  var prune = false

  @Option(help: ArgumentHelp("Refuse to remove more keys than this. (default: 10)", valueName: "count"))
  var maxDeletes: Int?

  @Flag(help: "Confirm that the last key of a type and mode may be removed.")
  var yes = false

  /// The most keys that may go.
  var limit: Int { maxDeletes ?? 10 }

  func applied(to base: Migration.Options) throws -> Migration.Options {
    guard limit >= 0 else { throw UsageError("--max-deletes takes a number from 0 up") }
    var options = base
    options.prune = prune
    options.maxDeletes = limit
    options.confirmed = yes
    return options
  }
}
