import ArgumentParser
import KeyConfiguration
import KeyFacts
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

  @Flag(name: .customLong("env"), inversion: .prefixedNo, help: "Read the process environment, or leave it out.")
  var readsEnvironment: Bool?

  @Option(
    help: ArgumentHelp(
      "Leave files and folders of a walk out, as in .gitignore. Can be repeated.", valueName: "pattern"))
  var exclude: [String] = []

  @Option(
    name: .customLong("dotenv-dialect"),
    help: ArgumentHelp(
      "Read .env files as this loader does; .envrc is always a shell's. (default: python-dotenv)", valueName: "loader"))
  var dialect: DotenvDialect?

  func chosen(by layers: Layers) throws -> ChosenSources {
    let texts = layers.choose(flags: sources, "sources", layers.file.sources)
    let environment = try layers.choose(readsEnvironment, "env", layers.file.environment, usual: true)
    let exclude = layers.choose(flags: exclude, "--exclude", layers.file.exclude)
    return ChosenSources(
      texts: texts, locators: try Self.locators(texts, environment: environment), environment: environment,
      exclude: exclude, patterns: try exclude.value.map(Self.pattern),
      dialect: try layers.choose(dialect, "dotenv-dialect", layers.file.dialect, usual: .pythonDotenv), layers: layers)
  }

  private static func locators(_ texts: Choice<[String]>, environment: Choice<Bool>) throws -> [SourceLocator] {
    var locators: [SourceLocator] = []
    for text in texts.value {
      do throws(SourceLocatorError) {
        locators.append(try SourceLocator(argument: text))
      } catch {
        throw UsageError(error.reason)
      }
    }
    if !environment.value, locators.contains(.environment) {
      if case .flag = texts.origin { throw UsageError("env: and --no-env exclude each other") }
      locators.removeAll { $0 == .environment }
      // Of nothing all would be fine.
      guard !locators.isEmpty else {
        let reason = "env: is the only source, and the environment is left out: nothing is left to read"
        guard case .file(let place) = environment.origin, case .file = texts.origin else { throw UsageError(reason) }
        throw ConfigurationError(mistakes: [
          ConfigurationMistake(path: place.path, line: place.line, column: place.column, reason: reason)
        ])
      }
    }
    let inputs = locators.count { if case .standardInput = $0 { true } else { false } }
    guard inputs < 2 else { throw UsageError("standard input can be read once") }
    return locators
  }

  private static func pattern(_ text: String) throws -> PathPattern {
    do throws(PathPatternError) { return try PathPattern(text) } catch { throw UsageError(error.reason) }
  }
}

/// The sources that a run reads, and how.
struct ChosenSources {
  /// None for the usual ones.
  let texts: Choice<[String]>
  let locators: [SourceLocator]
  let environment: Choice<Bool>
  let exclude: Choice<[String]>
  let patterns: [PathPattern]
  let dialect: Choice<DotenvDialect>
  let layers: Layers

  /// Somebody gave their order.
  var hasOrder: Bool { !texts.value.isEmpty }

  /// What is read: the sources, or what stands for them where nobody named one.
  var all: [SourceLocator] {
    hasOrder ? locators : SourceLocator.defaults(withEnvironment: environment.value)
  }

  /// The folder that patterns are relative to.
  var patternFolder: String {
    if case .file = exclude.origin { return layers.file.directory }
    return ""
  }

  /// Files and folders named as sources, and the configuration: no report goes there.
  var paths: [String] {
    [layers.found].compactMap(\.self)
      + locators.compactMap(\.path)
  }
}

extension SourceLocator {
  /// Of a file or a folder.
  var path: String? {
    switch self {
    case .path(let path), .file(_, let path): path
    case .environment, .standardInput: nil
    }
  }
}

extension DotenvDialect: WordOption {}
