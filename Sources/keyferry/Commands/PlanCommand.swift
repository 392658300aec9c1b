import ArgumentParser
import KeyFacts
import KeyMigration
import KeyReports
import KeyStores

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    _superCommandName: Keyferry.name,
    abstract: "Show what a sync would do, and every finding: the dry run.",
    discussion: """
      Writes nothing but the files that are asked for.

      Examples:
        keyferry plan --db keys.sqlite
        keyferry plan .env .env.production --db keys.sqlite --on-conflict first
        keyferry plan --db keys.sqlite --format text --format markdown=plan.md
        keyferry plan --db keys.sqlite --detailed-exitcode --quiet
        keyferry plan --db keys.sqlite --out plan.json    to be approved, then: keyferry sync --plan plan.json
      """)

  @Option(
    help: ArgumentHelp(
      "Save the plan for sync --plan, without a key.",
      discussion: """
        The file has fingerprints, where each key was read, the changes and the database's revision: fit for an \
        artifact of CI. A plan that is blocked is saved as that, and sync refuses it.
        """,
      valueName: "path"),
    completion: .file(extensions: ["json"]))
  var out: String?

  @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when a sync would write.")
  var hasDetailedExitCode = false

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
    let layers = try configuration.layers()
    let database = try store.store(layers)
    let origin = try copy.origin(sources, store, layers, into: database)
    let chosen = try sources.chosen(by: layers)
    let file = try out.map { try PlanFile(path: $0) }
    try file?.checkOwn()
    let formats = try output.formats(
      of: ReportFormat.self, sparing: chosen.paths + findings.files + [database, origin].compactMap { $0?.location },
      alsoWriting: out)
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    var options = try removal.applied(to: djStripe.applied(to: selection.migrationOptions(sources, layers), layers))
    options = try findings.applied(to: options, origin == nil ? chosen : nil)
    if let file { file.request(try SavedPlan.Request(self, layers), in: &options) }
    let result = try Migration(.plan, options: options).run(origin, store: database) {
      try read(chosen, formats, progress, database: database.location, alsoWriting: out, sparing: findings.files)
    }
    progress.finish()
    let failOn = try findings.chosen(by: layers).value
    var status = ExitStatus(
      result, failOn: failOn, isRefused: result.isGuarded, driftCounts: hasDetailedExitCode && result.isPending)
    if let file, !file.save(result, isQuiet: output.quiet) { status = .failed }
    throw try output.write(result, formats, status, findings, failOn: failOn).code
  }
}
