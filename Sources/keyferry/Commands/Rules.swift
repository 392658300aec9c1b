import ArgumentParser
import KeyFacts
import KeyMigration
import KeyReports

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List every rule that findings come from.",
    discussion: """
      Examples:
        keyferry rules
        keyferry rules --format markdown=rules.md
      """)

  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

  func run() throws {
    let formats = try output.formats()
    try output.write(RulePage.all(RuleGuide.pages), formats)
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain one rule: what it finds, why it matters, what to do, an example.",
    discussion: """
      Examples:
        keyferry explain KF202
        keyferry explain mode-mismatch
      """)

  @Argument(
    help: "A rule's code or name, in any case.",
    completion: .list(RuleGuide.pages.map(\.id.code)))
  var rule: String

  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

  func run() throws {
    let formats = try output.formats()
    guard let page = RuleGuide.page(rule) else {
      throw UsageError("there is no such rule; `keyferry rules` lists them")
    }
    try output.write(RulePage.one(page), formats)
  }
}

extension OutputOptions {
  func write(_ pages: RulePages, _ formats: [ChosenFormat]) throws {
    let hasArrived = deliver(formats) { format, sink in
      switch format.name {
      case .text: try pages.renderText(options: textOptions(format), to: sink)
      case .markdown: try sink(Array(pages.markdown.utf8))
      case .json: try pages.renderJSON(to: sink)
      }
    }
    if !hasArrived { throw ExitStatus.failed.code }
  }
}
