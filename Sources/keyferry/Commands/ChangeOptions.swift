import ArgumentParser
import KeyMigration

/// What a plan may do.
struct ChangeOptions: ParsableArguments {
  @Flag(help: "Leave publishable keys out.")
  var skipPublishable = false

  @Flag(help: "Remove stored keys that no setting names; keeps a backup beside the database.")
  var prune = false

  @Option(help: ArgumentHelp("Refuse to remove more keys than this.", valueName: "count"))
  var maxDeletes: Int = 10

  @Flag(help: "Confirm that the last key of a type and mode may be removed.")
  var yes = false

  func applied(to base: Migration.Options) throws -> Migration.Options {
    guard maxDeletes >= 0 else { throw UsageError("--max-deletes takes a number from 0 up") }
    var options = base
    options.skipPublishable = skipPublishable
    options.prune = prune
    options.maxDeletes = maxDeletes
    options.confirmed = yes
    return options
  }
}
