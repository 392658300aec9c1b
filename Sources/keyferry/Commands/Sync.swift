import ArgumentParser
import KeyFacts
import KeyMigration
import KeyReports
import KeyStores

struct Sync: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    _superCommandName: Keyferry.name,
    abstract: "Show the same report as plan, and write the keys into the database.",
    discussion: """
      All of the plan is written, or nothing; with nothing to do, nothing is written.

      Examples:
        keyferry sync --db keys.sqlite
        keyferry sync .env.production --no-env --db keys.json
        keyferry sync --db keys.sqlite --on-conflict first --skip-publishable
        keyferry sync --db keys.sqlite --prune --max-deletes 2
        keyferry sync --from keys.sqlite --db keys.json
        keyferry sync --plan plan.json
      """)

  @Flag(help: "Write nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Carry out this plan of plan --out, or nothing: exit with 4 when a key or the database is another one now.",
      discussion: "The plan names its sources and options. Run it in the folder in which the plan was made.",
      valueName: "path"),
    completion: .file(extensions: ["json"]))
  var plan: String?

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Sources") var copy: CopyOptions
  @OptionGroup(title: "Which keys") var selection: SelectionOptions
  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "dj-stripe") var djStripe: DjStripeOptions
  @OptionGroup(title: "Removal") var removal: RemovalOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(title: "Report") var findings: FindingOptions

  func run() throws {
    guard let plan else { return try run(approved: nil) }
    let file = try PlanFile(path: plan)
    try checkAlone()
    let approved = try file.read()
    let sync = try asking(approved.request)
    let store = try sync.store.store(configuration.layers())
    let location = store.location
    guard location == approved.store.location || ReportTargets.isSameFile(location, approved.store.location) else {
      throw file.failure(
        "the plan in \(plan.printable) is for \(approved.store.location.printable), and this is \(location.printable): name its database with --db or KEYFERRY_DB",
        .refused)
    }
    guard approved.store.exists || !isElsewhere(store, approved.request) else {
      throw file.failure(
        "the plan in \(plan.printable) makes \(location.printable) in another folder than this one: run it in the folder in which the plan was made, or make it again",
        .refused)
    }
    try sync.run(approved: approved)
  }

  /// One path leads to another file from another folder, and what is not there yet can't be told apart otherwise.
  private func isElsewhere(_ store: any KeyStore, _ request: SavedPlan.Request) -> Bool {
    guard !(store is PostgreSQLStore), !store.location.hasPrefix("/"), let folder = request.folder else { return false }
    return Checkout.currentDirectory().map(SavedPlan.Request.name) != folder
  }

  /// Refuses what the plan says already.
  private func checkAlone() throws {
    guard sources.sources.isEmpty else {
      throw UsageError("--plan and sources exclude each other: the plan names its own")
    }
    for argument in CommandLine.arguments.dropFirst() {
      guard argument != "--" else { return }
      if let name = Self.fixedByPlan.first(where: { argument == $0 || argument.hasPrefix($0 + "=") }) {
        throw UsageError("--plan and \(name) exclude each other: the plan says what to do")
      }
    }
  }

  /// The command, and the kind of sync, for the database's history.
  private func words(origin: (any KeyStore)?) -> String {
    let flags = [(plan != nil, "--plan"), (origin != nil, "--from"), (removal.prune, "--prune")]
    return flags.reduce(into: "sync") { if $1.0 { $0 += " " + $1.1 } }
  }

  private func run(approved: SavedPlan?) throws {
    let layers = try configuration.layers()
    let database = try store.store(layers)
    let origin = try copy.origin(sources, store, layers, into: database)
    let chosen = try sources.chosen(by: layers)
    let kept = [plan].compactMap(\.self) + findings.files
    let formats = try output.formats(
      of: ReportFormat.self,
      sparing: chosen.paths + kept + [database, origin].compactMap { $0?.location })
    if !dryRun { try output.checkPlaces(of: formats) }
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    var options = try removal.applied(to: djStripe.applied(to: selection.migrationOptions(sources, layers), layers))
    options = try findings.applied(to: options, origin == nil ? chosen : nil)
    options.approved = approved
    options.planFile = plan ?? options.planFile
    let result = try Migration(.sync, options: options).run(
      origin, store: database, dryRun ? nil : .now(by: words(origin: origin))
    ) {
      try read(chosen, formats, progress, database: database.location, sparing: kept)
    }
    progress.finish()
    output.warn(result.warning)
    let failOn = try findings.chosen(by: layers).value
    let status = ExitStatus(result, failOn: failOn, isRefused: result.isRefused, driftCounts: false)
    throw try output.write(result, formats, status, findings, failOn: failOn).code
  }
}
