import ArgumentParser
import KeyConfiguration
import KeyMigration
import KeyReports
import KeyStores

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    _superCommandName: Keyferry.name,
    abstract: "Compare settings with a database or a lock, for CI: 0 in sync, 2 drift.",
    discussion: """
      Writes nothing. Give it the sources and the choice of keys that the sync was given.

      Examples:
        keyferry check --db keys.sqlite
        keyferry check .env --db keys.sqlite --strict --quiet
        keyferry check --db keys.sqlite --format text --format json=keyferry.json
        keyferry check --lock keyferry.lock --no-env
      """)

  @Option(
    help: ArgumentHelp(
      "Compare with this lock of `keyferry lock`, in place of a database.",
      discussion: """
        For CI that reaches neither the database nor production's secrets. A key that the lock lists and whose source is \
        not here leaves the check incomplete.
        """,
      valueName: "path"),
    completion: .file(extensions: ["lock"]))
  var lock: String?

  @Flag(inversion: .prefixedNo, help: "A stored key that no setting names is drift, too, or is not.")
  var strict: Bool?

  @Flag(help: "Check the whole database for damage first.")
  var integrity = false

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Sources") var copy: CopyOptions
  @OptionGroup(title: "Which keys") var selection: SelectionOptions
  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "dj-stripe") var djStripe: DjStripeOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(title: "Report") var findings: FindingOptions

  func run() throws {
    if let lock { return try run(against: lock) }
    let layers = try configuration.layers()
    let database = try store.store(layers)
    let origin = try copy.origin(sources, store, layers, into: database)
    let chosen = try sources.chosen(by: layers)
    let formats = try output.formats(
      of: ReportFormat.self, sparing: chosen.paths + findings.files + [database, origin].compactMap { $0?.location })
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    var options = try djStripe.applied(to: selection.migrationOptions(sources, layers), layers)
    options.strict = try layers.choose(strict, "strict", layers.file.strict, usual: false).value
    options.checksIntegrity = integrity
    options = try findings.applied(to: options, origin == nil ? chosen : nil)
    let result = try Migration(.check, options: options).run(origin, store: database) {
      try read(chosen, formats, progress, database: database.location, sparing: findings.files)
    }
    progress.finish()
    let failOn = try findings.chosen(by: layers).value
    let status = ExitStatus(result, failOn: failOn, isRefused: false, driftCounts: result.isDrift)
    throw try output.write(result, formats, status, findings, failOn: failOn).code
  }

  private func run(against lock: String) throws {
    let others: [(name: String, isGiven: Bool)] = [
      ("--db", store.database != nil), ("--layout", store.layout != nil), ("--from", copy.from != nil),
      ("--strict", strict == true), ("--integrity", integrity), ("--account", djStripe.account != nil),
      ("--djstripe-version", djStripe.release != nil),
    ]
    if let other = others.first(where: \.isGiven) {
      throw UsageError("--lock and \(other.name) exclude each other: with a lock, no database is looked at")
    }
    guard !lock.isEmpty else { throw UsageError("a lock's file needs a path") }
    let layers = try configuration.layers()
    try LockCheck(path: lock, sources: sources.chosen(by: layers), output: output, findings: findings).run(
      self, selection.migrationOptions(sources, layers))
  }
}
