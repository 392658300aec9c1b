import ArgumentParser
import KeyMigration
import KeyReports
import KeyStores

struct History: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what keyferry changed in a database: when, by whom, with which command; no key.",
    discussion: """
      The newest change comes first. The database itself keeps the history; one from before keyferry kept any has none.

      Examples:
        keyferry history --db keys.sqlite
        keyferry history --db keys.sqlite --format json
      """)

  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

  func run() throws {
    let (database, formats) = try output.opening(store, configuration.layers())
    let table: HistoryTable
    do throws(StoreError) {
      table = try Undoing(store: database).history()
    } catch {
      Messages.write("error: " + error.message)
      throw ExitStatus.failed.code
    }
    let hasArrived = output.deliver(formats) { format, sink in
      switch format.name {
      case .text: try TextReportRenderer(options: output.textOptions(format)).render(table, to: sink)
      case .markdown: try MarkdownReportRenderer().render(table, to: sink)
      case .json: try JSONReportRenderer().render(table, to: sink)
      }
    }
    if !hasArrived { throw ExitStatus.failed.code }
  }
}
