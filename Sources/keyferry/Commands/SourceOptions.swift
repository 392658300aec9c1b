import ArgumentParser
import KeySources

/// Which settings to read.
struct SourceOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file, a directory, dotenv:PATH, yaml:PATH, json:PATH, or env: for the environment; dotenv:- reads standard input.",
      discussion: "Without one: the environment and the current directory. Sources rank in the order given.",
      valueName: "source"),
    completion: .file())
  var sources: [String] = []

  @Flag(name: .customLong("no-env"), help: "Leave the process environment out.")
  var leavesEnvironmentOut = false

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
    return leavesEnvironmentOut ? locators.filter { $0 != .environment } : locators
  }
}
