import ArgumentParser
import Glibc
import KeyConfiguration
import KeyFacts
import KeyStores

/// Which key database.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      """
      A path that ends in .json, .sqlite, .sqlite3 or .db, or json:PATH, sqlite:PATH; or postgres://USER@HOST/NAME, \
      service=NAME; or env:NAME.
      """,
      discussion: """
        Without it: what KEYFERRY_DB or the configuration says, else keyferry.sqlite in the current directory. env:DATABASE_URL reads the \
        address from that variable. No password on the command line: PGPASSWORD, ~/.pgpass, a service file or KEYFERRY_DB hold it.
        """,
      valueName: "store"),
    completion: .file(extensions: ["json", "sqlite", "sqlite3", "db"]))
  var database: String?

  @Option(
    help: ArgumentHelp(
      "Whose tables hold the keys of an SQL database: keyferry's own, or djstripe_apikey, which dj-stripe reads.",
      discussion: "Without it: dj-stripe's where its table is there, else keyferry's."))
  var layout: StoreLayout?

  @Option(
    help: ArgumentHelp("How long to wait while another process holds the database. (default: 10)", valueName: "seconds")
  )
  var lockTimeout: Seconds?

  /// The database that a flag names, or the environment, or the configuration; else the usual one.
  func store(_ layers: Layers) throws -> any KeyStore { try chosen(by: layers).open() }

  /// The same, but for the usual one where it does not lie here.
  func namedStore(_ layers: Layers) throws -> (any KeyStore)? {
    let chosen = try chosen(by: layers)
    guard chosen.isNamed || access("keyferry.sqlite", F_OK) == 0 else { return nil }
    return try chosen.open()
  }

  func chosen(by layers: Layers) throws -> ChosenStore {
    let usual = Choice("keyferry.sqlite", .usual)
    let text = try layers.choose(database, "db", layers.file.store) ?? usual
    let layout = try layers.choose(layout, "layout", layers.file.layout)
    return ChosenStore(text: text, layout: layout, lockTimeout: try lockTimeout(layers))
  }

  /// How long to wait for a database.
  func lockTimeout(_ layers: Layers) throws -> Choice<Seconds> {
    let entry = layers.file.lockTimeout.map { Configuration.Entry(Seconds($0.value), at: $0.location) }
    let timeout = try layers.choose(lockTimeout, "lock-timeout", entry, usual: Seconds(10))
    guard timeout.value.count >= 0, timeout.value.count <= 86_400 else {
      throw UsageError("--lock-timeout takes 0 to 86400 seconds")
    }
    return timeout
  }
}

/// The key database that a run works on, and who says so.
struct ChosenStore {
  let text: Choice<String>
  let layout: Choice<StoreLayout>?
  let lockTimeout: Choice<Seconds>

  /// Refuses what no run could open, where it stands on the command line or beside a layout that does not fit it. A
  /// variable may be set in another place.
  func checkArguments() throws {
    if case .flag = text.origin, !text.value.hasPrefix("env:") { _ = try locator }
    if let locator = try? locator { try checkLayout(of: locator) }
  }

  private func checkLayout(of locator: StoreLocator) throws {
    guard case .json = locator, let layout, layout.value == .djstripe else { return }
    let reason = "djstripe is for SQL databases: a JSON document has keyferry's layout alone"
    guard case .file(let place) = layout.origin, case .file = text.origin else {
      throw UsageError("--layout \(reason)")
    }
    throw ConfigurationError(mistakes: [
      ConfigurationMistake(path: place.path, line: place.line, column: place.column, reason: reason)
    ])
  }

  func open() throws -> any KeyStore {
    let locator = try locator
    try checkLayout(of: locator)
    return locator.open(lockTimeout: lockTimeout.value.count, layout: layout?.value)
  }

  /// Somebody named it.
  var isNamed: Bool {
    if case .usual = text.origin { false } else { true }
  }

  var locator: StoreLocator {
    get throws {
      let named = text.value.hasPrefix("env:") ? try Self.variable(String(text.value.dropFirst(4))) : nil
      var mayHoldPassword = false
      if case .variable = text.origin { mayHoldPassword = true }
      do throws(StoreLocatorError) {
        if let named { return try StoreLocator(variable: named) }
        return try StoreLocator(text.value, mayHoldPassword: mayHoldPassword)
      } catch {
        throw UsageError(error.reason)
      }
    }
  }

  private static func variable(_ name: String) throws(UsageError) -> String {
    guard !name.isEmpty else { throw UsageError("env: needs the name of a variable, as in env:DATABASE_URL") }
    guard let value = try Process.environmentText(name) else {
      throw UsageError("\(name.printable) is to name the key database, and is not set")
    }
    return value
  }
}

extension StoreLayout: WordOption {}

/// A length of time, shown without the `.0` of whole seconds.
struct Seconds: ExpressibleByArgument {
  let count: Double

  init(_ count: Double) { self.count = count }

  init?(argument: String) {
    guard let count = Double(argument) else { return nil }
    self.count = count
  }

  var defaultValueDescription: String { Int(exactly: count).map(String.init) ?? String(count) }
}
