import ArgumentParser
import KeyStores

/// Which key database.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The key database: a path that ends in .json, .sqlite, .sqlite3 or .db, or json:PATH, sqlite:PATH.",
      discussion: "Without it KEYFERRY_DB, and without that keyferry.sqlite here.", valueName: "store"),
    completion: .file(extensions: ["json", "sqlite", "sqlite3", "db"]))
  var database: String?

  @Option(help: ArgumentHelp("How long to wait for another process that holds the database.", valueName: "seconds"))
  var lockTimeout: Double = 10

  func store() throws -> any KeyStore {
    guard lockTimeout >= 0, lockTimeout <= 86_400 else {
      throw UsageError("--lock-timeout takes 0 to 86400 seconds")
    }
    do throws(StoreLocatorError) {
      return try StoreLocator(database ?? Process.environment("KEYFERRY_DB") ?? "keyferry.sqlite")
        .open(lockTimeout: lockTimeout)
    } catch {
      throw UsageError(error.reason)
    }
  }
}
