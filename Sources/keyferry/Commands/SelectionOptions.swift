import ArgumentParser
import KeyFacts
import KeyMigration

/// Which of the keys that were found count.
struct SelectionOptions: ParsableArguments {
  @Option(
    name: .customLong("on-conflict"),
    help: ArgumentHelp(
      "What to do when one setting has different keys: block the sync, take the first by the order of sources, or take all.",
      valueName: "policy"))
  var onConflict: ConflictPolicy = .error

  @Flag(help: "Take well-formed keys under names that are not known as Stripe's, too.")
  var includeUnmapped = false

  @Flag(help: "Leave publishable keys out.")
  var skipPublishable = false

  /// With the command line as it was given, for the command lines that would resolve a refusal.
  func migrationOptions(_ sources: SourceOptions) -> Migration.Options {
    var options = Migration.Options()
    options.onConflict = onConflict
    options.includeUnmapped = includeUnmapped
    options.skipPublishable = skipPublishable
    options.invocation = Invocation(arguments: Array(CommandLine.arguments.dropFirst()), sources: sources.sources)
    return options
  }
}

extension ConflictPolicy: ExpressibleByArgument {}
