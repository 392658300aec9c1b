import ArgumentParser
import KeyFacts
import KeyMigration
import KeySources
import KeyStores

/// The file of `plan --out` and `sync --plan`.
struct PlanFile {
  let path: String

  init(path: String) throws {
    guard !path.isEmpty else { throw UsageError("a plan's file needs a path") }
    self.path = path
  }

  /// Refuses to write over what is no plan.
  func checkOwn() throws {
    try ReportTargets.checkOwn(path, "plan") { $0.starts(with: SavedPlanDocument.start.utf8) }
  }

  /// Has a run make the plan for the file.
  func request(_ request: SavedPlan.Request, in options: inout Migration.Options) {
    options.saves = request
    options.program = Keyferry.version
    options.planFile = path
  }

  /// Writes the plan of a run. Where none could be made, the file is left as it is.
  ///
  /// - Returns: whether it was written.
  func save(_ result: RunResult, isQuiet: Bool) -> Bool {
    guard let plan = result.saved else {
      Messages.write("error: no plan could be made, and \(path.printable) was not written")
      return false
    }
    do throws(OutputError) {
      try Output.replaceFile(path) { output throws(OutputError) in try output.write(SavedPlanDocument.encode(plan)) }
    } catch {
      Messages.write("error: " + error.reason)
      return false
    }
    if !isQuiet { Messages.write(words(plan)) }
    return true
  }

  private func words(_ plan: SavedPlan) -> String {
    let saved = "plan \(plan.id) saved in \(path.printable)"
    return plan.blocked.isEmpty
      ? "\(saved): `keyferry sync --plan` carries it out, or nothing" : "\(saved), as blocked: no sync carries it out"
  }

  /// - Throws: the exit status, after saying why, where it is none to be carried out.
  func read() throws -> SavedPlan {
    let bytes: [UInt8]
    do throws(SourceError) {
      bytes = try SourceFile.read(Array(path.utf8), limit: SavedPlanDocument.largest).bytes
    } catch {
      throw failure("\(path.printable): \(error.reason)", .failed)
    }
    let plan: SavedPlan
    do throws(SavedPlanError) {
      plan = try SavedPlanDocument.decode(bytes)
    } catch {
      throw failure(error.message(path: path), error == .changed ? .refused : .failed)
    }
    guard plan.blocked.isEmpty else {
      let reasons = plan.blocked.map { "\n  " + $0.printable }.joined()
      throw failure("the plan in \(path.printable) was blocked when it was made, by:\(reasons)", .refused)
    }
    return plan
  }

  func failure(_ message: String, _ status: ExitStatus) -> ExitCode {
    Messages.write("error: " + message)
    return status.code
  }
}

extension SavedPlan.Request {
  /// What flags, environment and configuration asked for.
  init(_ command: PlanCommand, _ layers: Layers) throws {
    self.init()
    let sources = try command.sources.chosen(by: layers)
    let selection = try command.selection.chosen(by: layers)
    let djStripe = try command.djStripe.chosen(by: layers)
    let store = try command.store.chosen(by: layers)
    switch store.text.origin {
    case .flag, .file: database = store.text.value
    // What the environment says may hold a password.
    case .variable, .usual: database = nil
    }
    layout = store.layout?.value.rawValue
    self.sources = sources.texts.value
    exclude = command.sources.exclude
    folder = Checkout.currentDirectory().map(Self.name)
    from = command.copy.from
    leavesEnvironmentOut = !sources.environment.value
    dialect = sources.dialect.value.rawValue
    onConflict = selection.onConflict.value
    includeUnmapped = selection.includeUnmapped.value
    skipPublishable = selection.skipPublishable.value
    prune = command.removal.prune
    maxDeletes = command.removal.limit
    confirmed = command.removal.yes
    account = djStripe.account?.value.id
    release = djStripe.release?.value.description
  }
}

extension Sync {
  /// The same sync with what a plan was asked for with.
  ///
  /// - Throws: ``UsageError`` for what this keyferry does not take for an option's value.
  func asking(_ request: SavedPlan.Request) throws -> Sync {
    var sync = self
    sync.store.database = store.database ?? request.database
    sync.store.layout = try request.layout.map { try Self.known(StoreLayout(rawValue: $0)) }
    sync.sources.sources = request.sources
    sync.copy.from = request.from
    sync.sources.exclude = request.exclude
    sync.sources.readsEnvironment = !request.leavesEnvironmentOut
    sync.sources.dialect = try Self.known(DotenvDialect(rawValue: request.dialect))
    sync.selection.onConflict = request.onConflict
    sync.selection.includeUnmapped = request.includeUnmapped
    sync.selection.skipPublishable = request.skipPublishable
    sync.removal.prune = request.prune
    sync.removal.maxDeletes = request.maxDeletes
    sync.removal.yes = request.confirmed
    sync.djStripe.account = try request.account.map { try Self.known(StripeAccount(argument: $0)) }
    sync.djStripe.release = try request.release.map { try Self.known(DjStripeRelease($0)) }
    return sync
  }

  private static func known<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw UsageError("the plan was asked for with an option that this keyferry does not know") }
    return value
  }

  /// What else says what to do, next to a plan that says all.
  static let fixedByPlan = [
    "--layout", "--from", "--env", "--no-env", "--exclude", "--dotenv-dialect", "--on-conflict", "--include-unmapped",
    "--no-include-unmapped", "--skip-publishable", "--no-skip-publishable", "--prune", "--max-deletes", "--yes",
    "--account", "--djstripe-version",
  ]
}
