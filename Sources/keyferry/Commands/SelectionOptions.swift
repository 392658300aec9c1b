import ArgumentParser
import KeyConfiguration
import KeyFacts
import KeyMigration

/// Which of the keys that were found count.
struct SelectionOptions: ParsableArguments {
  @Option(
    name: .customLong("on-conflict"),
    help: ArgumentHelp(
      "What to do when one setting has different keys: block the sync, take the first by the order of sources, or take all. (default: error)",
      valueName: "policy"))
  var onConflict: ConflictPolicy?

  @Flag(
    inversion: .prefixedNo, help: "Take well-formed keys under names that are not known as Stripe's, too, or do not.")
  var includeUnmapped: Bool?

  @Flag(inversion: .prefixedNo, help: "Leave publishable keys out, or do not.")
  var skipPublishable: Bool?

  /// With the command line as it was given, for the command lines that would resolve a refusal.
  func migrationOptions(_ sources: SourceOptions, _ layers: Layers) throws -> Migration.Options {
    let (chosen, file) = (try chosen(by: layers), layers.file)
    var options = Migration.Options()
    options.onConflict = chosen.onConflict.value
    options.includeUnmapped = chosen.includeUnmapped.value
    options.skipPublishable = chosen.skipPublishable.value
    options.policy = file.rules?.value ?? FindingPolicy()
    options.invocation = Invocation(arguments: Array(CommandLine.arguments.dropFirst()), sources: sources.sources)
    if !file.path.isEmpty { options.places = Checkout.places(from: file.directory) }
    options.repository = Checkout.paths(landmark: file.store?.location)
    return options
  }

  func chosen(by layers: Layers) throws -> ChosenSelection {
    let file = layers.file
    return ChosenSelection(
      onConflict: try layers.choose(onConflict, "on-conflict", file.onConflict, usual: .error),
      includeUnmapped: try layers.choose(includeUnmapped, "include-unmapped", file.includeUnmapped, usual: false),
      skipPublishable: try layers.choose(skipPublishable, "skip-publishable", file.skipPublishable, usual: false))
  }
}

/// Which keys count, and who says so.
struct ChosenSelection {
  let onConflict: Choice<ConflictPolicy>
  let includeUnmapped: Choice<Bool>
  let skipPublishable: Choice<Bool>
}

extension ConflictPolicy: WordOption {}
