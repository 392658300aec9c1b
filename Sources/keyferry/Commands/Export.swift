import ArgumentParser
import Glibc
import KeyConfiguration
import KeyFacts
import KeyMigration
import KeyStores

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the keys of a database out, into files that only their owner can read.",
    discussion: """
      The files hold the keys themselves: move them safely, and remove them afterwards.

        django-fixture  for manage.py loaddata, dj-stripe 2.4 to 2.11
        sql             rows of dj-stripe's table, for SQLite and PostgreSQL
        dotenv          settings again
        json            a key database, for sync --from

      A file is made with mode 0600, or replaced in one step where it is empty or an earlier export that nobody changed.

      Examples:
        keyferry export --db keys.sqlite --format django-fixture=keys.json
        keyferry export --db keys.sqlite --format sql=keys.sql --djstripe-version 2.8
        keyferry export --db keys.sqlite --format sql --reveal
      """)

  @Option(
    help: ArgumentHelp(
      "django-fixture, sql, dotenv or json, each with =PATH for a file of mode 0600. Can be repeated.",
      valueName: "format[=path]"),
    completion: .list(ExportFormat.allCases.map(\.rawValue)))
  var format: [String] = []

  @Flag(help: "Show the keys: write to standard output where no file is named.")
  var reveal = false

  @Option(
    name: .customLong("djstripe-version"),
    help: ArgumentHelp(
      "The dj-stripe that sql is for, 2.4 to 2.11: its table has one more column from 2.9 on.",
      discussion: "Without it: that of the database's own tables, else the newest.", valueName: "version"))
  var version: String?

  @Option(
    name: .customLong("accounts-by"),
    help: ArgumentHelp(
      "Tie keys to their accounts: id or djstripe_id, as DJSTRIPE_FOREIGN_KEY_TO_FIELD says.",
      discussion: """
        sql ties a key where the database has its account; loaddata refuses a fixture whose account it does not find. \
        Without it keys have no account until dj-stripe first uses them.
        """,
      valueName: "field"),
    completion: .list(["id", "djstripe_id"]))
  var accounts: String?

  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  @OptionGroup var messages: MessageOptions
  @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

  func run() throws {
    let layers = try configuration.layers()
    let database = try store.store(layers)
    let targets = try targets(sparing: [database.location, layers.found].compactMap(\.self))
    let release = try layers.choose(version, "djstripe-version", layers.file.djStripe)
    let lockTimeout = try store.lockTimeout(layers).value.count
    do throws(ExportError) {
      let options = try KeyExport.Options(version: release?.value, accountsBy: accounts)
      let export = try KeyExporting(store: database).read(for: targets.map(\.format), options: options)
      for target in targets {
        try target.write(export, lockTimeout: lockTimeout)
        if !messages.quiet { Messages.write(target.words(export)) }
      }
    } catch {
      Messages.write("error: " + error.message)
      throw error.status.code
    }
  }

  private func targets(sparing paths: [String]) throws -> [ExportTarget] {
    let targets = try format.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let format = ExportFormat(rawValue: String(parts[0])) else { throw UsageError(Self.formats) }
      guard parts.count == 1 || !parts[1].isEmpty else { throw UsageError("--format \(format.rawValue)= lacks a path") }
      return ExportTarget(format: format, path: parts.count == 2 ? String(parts[1]) : nil)
    }
    guard !targets.isEmpty else { throw UsageError(Self.formats) }
    if let open = targets.first(where: { $0.path == nil }), !reveal {
      let name = open.format.rawValue
      throw UsageError(
        "--format \(name) would show keys on standard output: name a file, as in \(name)=PATH, or say --reveal")
    }
    guard targets.count(where: { $0.path == nil }) < 2 else {
      throw UsageError("only one --format can go to standard output: give the others a file, as in sql=keys.sql")
    }
    try ReportTargets.checkDistinct(targets.compactMap(\.path), sparing: paths)
    return targets
  }

  private static let formats = "--format takes django-fixture, sql, dotenv or json, each with =PATH or --reveal"
}

/// A format, and the file that it goes to; nil for standard output.
private struct ExportTarget {
  let format: ExportFormat
  let path: String?

  func write(_ export: KeyExport, lockTimeout: Double) throws(ExportError) {
    if let path { return try export.write(format, toFile: path, lockTimeout: lockTimeout) }
    if let mode = Self.modeOfOutput, mode & 0o077 != 0 {
      Messages.write("warning: standard output is a file that others may read: `chmod 600` it")
    }
    try export.write(format, to: STDOUT_FILENO, shown: "standard output")
  }

  func words(_ export: KeyExport) -> String {
    let keys = "\(export.count) \(export.count == 1 ? "key" : "keys")"
    let place = path.map { "written to \($0.printable) as \(format.rawValue), for its owner alone to read" }
    let leftOut = export.accountsLeftOut(of: format)
    return "\(keys) \(place ?? "shown as \(format.rawValue)")"
      + (leftOut == 0 ? "" : "; \(leftOut) without the account they have")
  }

  /// The mode of the file that standard output is; nil when it is a terminal or a pipe.
  private static var modeOfOutput: mode_t? {
    var status = stat()
    guard fstat(STDOUT_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return status.st_mode
  }
}

extension ExportError {
  fileprivate var status: ExitStatus {
    switch self {
    case .taken, .fixtureByNumber, .unknownVersion, .unknownField: .usage
    case .store, .noKey, .tooLong: .failed
    }
  }
}
