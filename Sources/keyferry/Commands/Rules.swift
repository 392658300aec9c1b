import ArgumentParser
import KeyMigration
import KeyReports

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rules", abstract: "Every rule.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    let formats = try output.formats()
    try output.write(RulePage.all(RuleGuide.pages), formats)
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "One rule: what it finds, why it matters, an example, what to do.")

  @Argument(help: "A rule's code or name: KF202, mode-mismatch.")
  var rule: String

  @OptionGroup var output: OutputOptions

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
    if !hasArrived { throw ExitCode(ExitStatus.failed.rawValue) }
  }
}
