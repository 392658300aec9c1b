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

extension OutputOptions {
  func write(_ pages: RulePages, _ formats: [ChosenFormat<DocumentFormat>]) throws {
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
