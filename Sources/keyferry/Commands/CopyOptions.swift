import ArgumentParser
import KeyMigration
import KeySources
import KeyStores

/// Another key database in place of settings.
struct CopyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Copy the keys of another key database, in place of reading settings.",
      discussion: "Names, accounts and creation times come along, where the database has none of its own for a key.",
      valueName: "store"),
    completion: .file(extensions: ["json", "sqlite", "sqlite3", "db"]))
  var from: String?

  /// The database to copy from; nil where settings are read.
  func origin(
    _ sources: SourceOptions, _ store: StoreOptions, _ layers: Layers, into database: any KeyStore
  ) throws -> (any KeyStore)? {
    guard let from else { return nil }
    guard sources.sources.isEmpty else { throw UsageError("--from and sources exclude each other") }
    let origin = try ChosenStore(
      text: Choice(from, .flag("--from")), layout: nil, lockTimeout: try store.lockTimeout(layers)
    ).open()
    guard !ReportTargets.isSameFile(origin.location, database.location) else {
      throw UsageError("--from and --db are the same database")
    }
    return origin
  }
}

extension Migration {
  /// Runs on settings, or on another database where one is named.
  func run(
    _ origin: (any KeyStore)?, store: any KeyStore, _ writing: Writing? = nil, _ read: () throws -> SourceReader.Result
  ) throws -> RunResult {
    if let origin { return run(from: origin, store: store, writing) }
    return try run(store: store, writing, read)
  }
}
