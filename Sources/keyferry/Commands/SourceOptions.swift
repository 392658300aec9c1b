import ArgumentParser
import KeyFacts
import KeyMigration
import KeySources

/// Which settings to read.
struct SourceOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file, a directory, dotenv:PATH, yaml:PATH, json:PATH, or env: for the environment; dotenv:- reads standard input.",
      discussion: "Without a source: the environment and the current directory. Sources rank in the order given.",
      valueName: "source"),
    completion: .file())
  var sources: [String] = []

  @Flag(name: .customLong("no-env"), help: "Leave the process environment out.")
  var leavesEnvironmentOut = false

  @Flag(help: "Sync well-formed keys under names that are not known as Stripe's, too.")
  var includeUnmapped = false

  @Option(
    name: .customLong("on-conflict"),
    help: "A setting with two different keys: error, first (by the order of sources) or all.")
  var onConflict: ConflictPolicy = .error

  func locators() throws -> [SourceLocator] {
    guard !sources.isEmpty else { return [] }
    var locators: [SourceLocator] = []
    for source in sources {
      do throws(SourceLocatorError) {
        locators.append(try SourceLocator(argument: source))
      } catch {
        throw UsageError(error.reason)
      }
    }
    if leavesEnvironmentOut, locators.contains(.environment) {
      throw UsageError("env: and --no-env exclude each other")
    }
    let inputs = locators.count { if case .standardInput = $0 { true } else { false } }
    guard inputs < 2 else { throw UsageError("standard input can be read once") }
    return locators
  }

  /// Files and folders named as sources.
  var paths: [String] {
    sources.compactMap { source in
      guard let locator = try? SourceLocator(argument: source) else { return nil }
      switch locator {
      case .path(let path), .file(_, let path): return path
      case .environment, .standardInput: return nil
      }
    }
  }

  var migrationOptions: Migration.Options {
    var options = Migration.Options()
    options.onConflict = onConflict
    options.includeUnmapped = includeUnmapped
    options.invocation = Invocation(arguments: Array(CommandLine.arguments.dropFirst()), sources: sources)
    return options
  }
}

extension ConflictPolicy: ExpressibleByArgument {}
