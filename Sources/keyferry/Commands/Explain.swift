import ArgumentParser
import KeyConfiguration
import KeyFacts
import KeyMigration
import KeyReports
import KeySources
import KeyStores

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain one rule, or tell one setting's whole story.",
    discussion: """
      Of a rule: what it finds, why it matters, what to do, an example. Of a setting: every place that mentions it, what \
      the loaders of a .env file read there, what the settings modules make of it, which place counts and why, and what \
      the database holds, where one is named or lies here.

      Examples:
        keyferry explain KF202
        keyferry explain mode-mismatch
        keyferry explain STRIPE_LIVE_SECRET_KEY
        keyferry explain STRIPE_SECRET_KEY .env config/ --db keys.sqlite
      """)

  @Argument(
    help: "A rule's code or name, or the name of a setting.",
    completion: .list(RuleGuide.pages.map(\.id.code) + Self.settings))
  var topic: String

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(visibility: .hidden) var ignored: FindingOptions

  private static let settings = [
    "STRIPE_LIVE_SECRET_KEY", "STRIPE_TEST_SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_LIVE_PUBLIC_KEY",
    "STRIPE_TEST_PUBLIC_KEY", "STRIPE_PUBLIC_KEY", "STRIPE_LIVE_MODE", "DJSTRIPE_WEBHOOK_SECRET",
  ]

  func run() throws {
    if let page = RuleGuide.page(topic) {
      guard sources.sources.isEmpty else { throw UsageError("a rule's page needs no source") }
      return try output.write(RulePage.one(page), try output.formats())
    }
    // A code, or words with `-` between them: never the name of a setting.
    let isRule = topic.lowercased().hasPrefix("kf") && topic.dropFirst(2).allSatisfy(\.isNumber)
    guard !isRule, let guide = SettingGuide(name: topic) else {
      throw UsageError("there is no such rule; `keyferry rules` lists them")
    }
    try tell(guide)
  }

  private func tell(_ guide: SettingGuide) throws {
    let layers = try configuration.layers()
    let database = try store.namedStore(layers)
    let chosen = try sources.chosen(by: layers)
    let formats = try output.formats(sparing: chosen.paths + [database?.location].compactMap { $0 })
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let readings = try read(chosen, formats, progress, database: database?.location)
    let story = guide.story(
      readings, store: database, hasOrder: chosen.hasOrder, vocabulary: layers.file.vocabulary,
      policy: layers.file.rules?.value ?? FindingPolicy())
    progress.finish()
    guard guide.isStripes(layers.file.vocabulary) || !story.isEmpty else {
      throw UsageError("no rule has that name, and no source mentions such a setting; `keyferry rules` lists the rules")
    }
    let hasArrived = output.deliver(formats) { format, sink in
      switch format.name {
      case .text: try story.renderText(options: output.textOptions(format), to: sink)
      case .markdown: try story.renderMarkdown(to: sink)
      case .json: try story.renderJSON(to: sink)
      }
    }
    if !hasArrived || story.hasFailed || !story.isComplete { throw ExitStatus.failed.code }
  }
}
