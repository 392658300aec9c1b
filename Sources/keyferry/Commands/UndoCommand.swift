import ArgumentParser
import KeyMigration
import KeyReports
import KeyStores

struct UndoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Return a database to before keyferry's last change of it, whole or not at all.",
    discussion: """
      Rows that the change made go, and those that it changed or removed come back as they were. It is refused (exit 4) \
      when the database changed since, by whomever. An undo is not undone: sync again.

      What it needs, removed keys among it, lies in the database until the next change; --forget lets go of it at once.

      Examples:
        keyferry undo --db keys.sqlite --dry-run
        keyferry undo --db keys.sqlite
        keyferry undo --db keys.sqlite --forget
      """)

  @Flag(help: "Write nothing.")
  var dryRun = false

  @Flag(help: "Confirm that the last key of a type and mode may be removed.")
  var yes = false

  @Flag(help: "Undo nothing: remove what an undo would need, removed keys among it.")
  var forget = false

  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

  func run() throws {
    guard !forget || !dryRun && !yes else {
      throw UsageError("--forget undoes nothing: --dry-run and --yes are not for it")
    }
    let (database, formats) = try output.opening(store, configuration.layers())
    if !dryRun { try output.checkPlaces(of: formats) }
    let undoing = Undoing(
      store: database, invocation: Invocation(arguments: Array(CommandLine.arguments.dropFirst()), sources: []))
    if forget { return try self.forget(undoing) }
    let result = undoing.undo(confirmed: yes, dryRun ? nil : .now(by: "undo"))
    output.warn(result.warning)
    let status = ExitStatus(result, failOn: .never, isRefused: result.isRefused, driftCounts: false)
    throw output.write(result, formats, status).code
  }

  private func forget(_ undoing: Undoing) throws {
    do throws(StoreError) {
      let forgotten = try undoing.forget(.now(by: "undo --forget"))
      // That a key still lies there is no word to be quiet about.
      if let warning = forgotten.warning { Messages.write("warning: " + warning) }
      guard !output.quiet else { return }
      Messages.write(forgotten.wasKept ? "forgotten: the last change can't be undone" : "nothing was kept")
    } catch {
      Messages.write("error: " + error.message)
      throw error.status.code
    }
  }
}

extension StoreError {
  fileprivate var status: ExitStatus {
    if case .stale = self { return .refused }
    return .failed
  }
}
