import ArgumentParser
import KeyConfiguration
import KeyFacts
import KeyMigration
import KeyReports
import KeySources
import KeyStores

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show what flags, environment and configuration file come to, and where each part is from.",
    discussion: """
      A flag counts before the environment, that before the file, that before what is usual. Reads no source and no \
      database.

      Examples:
        keyferry config
        keyferry config --db keys.sqlite --format json
        KEYFERRY_ON_CONFLICT=first keyferry config --config deploy/keyferry.yml
      """)

  @Flag(inversion: .prefixedNo, help: "As for check.")
  var strict: Bool?

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Which keys") var selection: SelectionOptions
  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "dj-stripe") var djStripe: DjStripeOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(title: "Report") var findings: FindingOptions

  func run() throws {
    let layers = try configuration.layers()
    let formats = try output.formats(sparing: [layers.found].compactMap(\.self))
    let shown = ReportedConfiguration(path: layers.file.path.isEmpty ? nil : layers.file.path, parts: try parts(layers))
    let hasArrived = output.deliver(formats) { format, sink in
      switch format.name {
      case .text: try shown.renderText(options: output.textOptions(format), to: sink)
      case .markdown: try shown.renderMarkdown(to: sink)
      case .json: try shown.renderJSON(to: sink)
      }
    }
    if !hasArrived { throw ExitStatus.failed.code }
  }
}

extension ConfigCommand {
  private func parts(_ layers: Layers) throws -> [ReportedConfiguration.Part] {
    let chosen = try sources.chosen(by: layers)
    let selection = try selection.chosen(by: layers)
    let store = try store.chosen(by: layers)
    try store.checkArguments()
    let djStripe = try djStripe.chosen(by: layers)
    let file = layers.file
    let usualSources = chosen.environment.value ? ["env:", "."] : ["."]
    return [
      part("sources", chosen.texts) { $0.isEmpty ? usualSources : $0 },
      part("exclude", chosen.exclude) { $0 },
      part("env", chosen.environment) { [String($0)] },
      part("dotenv-dialect", chosen.dialect) { [$0.rawValue] },
      part("settings", file.names.map { Choice($0.value, .file($0.location)) }) { $0.map(\.words) },
      // An address may hold a password: it is shown as reports show it.
      part("store", store.text) { _ in [store.shown] },
      part("layout", store.layout) { [$0.rawValue] },
      part("lock-timeout", store.lockTimeout) { [$0.defaultValueDescription] },
      part("account", djStripe.account) { [$0.id] },
      part("djstripe-version", djStripe.release) { [$0.description] },
      part("on-conflict", selection.onConflict) { [$0.rawValue] },
      part("include-unmapped", selection.includeUnmapped) { [String($0)] },
      part("skip-publishable", selection.skipPublishable) { [String($0)] },
      part("strict", try layers.choose(strict, "strict", file.strict, usual: false)) { [String($0)] },
      part("rules", file.rules.map { Choice($0.value, .file($0.location)) }) { $0.words },
      part("fail-on", try findings.chosen(by: layers)) { [$0.rawValue] },
    ]
  }

  private func part<Value>(
    _ name: String, _ choice: Choice<Value>?, _ words: (Value) -> [String]
  ) -> ReportedConfiguration.Part {
    guard let choice else { return ReportedConfiguration.Part(name, [], layer: .usual) }
    let values = words(choice.value)
    switch choice.origin {
    case .flag(let flag): return ReportedConfiguration.Part(name, values, layer: .flag, origin: flag)
    case .variable(let variable): return ReportedConfiguration.Part(name, values, layer: .environment, origin: variable)
    case .file(let place): return ReportedConfiguration.Part(name, values, layer: .file, location: place)
    case .usual: return ReportedConfiguration.Part(name, values, layer: .usual)
    }
  }
}

extension ChosenStore {
  /// As reports show it; `env:NAME` as it stands, for the variable may hold anything.
  fileprivate var shown: String {
    let isName = text.value.dropFirst(4).utf8.allSatisfy { byte in
      (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_")
    }
    if text.value.hasPrefix("env:") { return isName ? text.value : "env: without the name of a variable" }
    return (try? locator.path) ?? "not an address of a key database"
  }
}

extension FindingPolicy {
  /// `KF107: off`, by code.
  fileprivate var words: [String] {
    grades.sorted { $0.key < $1.key }.map { code, grade in
      switch grade {
      case .off: "\(code): off"
      case .severity(let severity): "\(code): \(severity.rawValue)"
      }
    }
  }
}
