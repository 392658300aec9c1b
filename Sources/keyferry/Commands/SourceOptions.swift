import ArgumentParser
import KeySources

/// Which settings to read.
struct SourceOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      A file, a directory, dotenv:PATH, yaml:PATH, json:PATH, python:PATH, or env: for the environment; dotenv:- reads \
      standard input.
      """,
      discussion: "Without one: the environment and the current directory. Sources rank in the order given.",
      valueName: "source"),
    completion: .file())
  var sources: [String] = []

  @Flag(name: .customLong("no-env"), help: "Leave the process environment out.")
  var leavesEnvironmentOut = false

  @Option(
    name: .customLong("dotenv-dialect"),
    help: ArgumentHelp(
      "Read .env files as this loader does; .envrc is always a shell's.", valueName: "loader"))
  var dialect: DotenvDialect = .pythonDotenv

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
}

extension DotenvDialect: ExpressibleByArgument {}
