import ArgumentParser
import Glibc
import KeyMigration
import KeyReports
import KeyStores

struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "List, show, add and remove the keys of a database.",
    discussion: """
      For a change of one key, and for programs (--format json). Keys are shown redacted.
      """,
    subcommands: [List.self, Show.self, Add.self, Remove.self])
}

extension Keys {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List every key, redacted.",
      discussion: """
        Live keys come first, secret ones before publishable ones.

        Examples:
          keyferry keys list --db keys.sqlite
          keyferry keys list --db keys.sqlite --format json
        """)

    @OptionGroup(title: "Database") var store: StoreOptions
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Report") var output: OutputOptions
    @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

    func run() throws {
      let layers = try configuration.layers()
      let (database, formats) = try output.opening(store, layers)
      try output.write(try performing(database) { editing throws(KeyEditingError) in try editing.list() }, formats)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show one key with every place that named it, redacted.",
      discussion: """
        Examples:
          keyferry keys show d20xmm1dhfrn9xk --db keys.sqlite
          keyferry keys show 4f9a01c2 --db keys.sqlite --format json
        """)

    @Argument(help: "A key's id, or eight and more digits from its fingerprint's start.")
    var key: String

    @OptionGroup(title: "Database") var store: StoreOptions
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Report") var output: OutputOptions
    @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

    func run() throws {
      let layers = try configuration.layers()
      let (database, formats) = try output.opening(store, layers)
      try output.write(
        try performing(database) { editing throws(KeyEditingError) in try editing.show(key) }, formats, isDetailed: true
      )
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Add a key, read from standard input or asked for without echo.",
      discussion: """
        A key is never an argument: every user of the machine could see it.

        Examples:
          keyferry keys add --db keys.sqlite
          pass show stripe/live | keyferry keys add --name Shop --db keys.sqlite
          keyferry keys add --account acct_1Shop --db shop.sqlite3
        """)

    @Option(help: "What people call the key. A sync never changes it.")
    var name: String?

    @Option(
      help: ArgumentHelp(
        "The key's Stripe account, acct_…: a new row is tied to it, and one without an account.",
        discussion: "Without it: what KEYFERRY_ACCOUNT or the configuration says.", valueName: "acct"))
    var account: StripeAccount?

    @OptionGroup(title: "Database") var store: StoreOptions
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Report") var output: OutputOptions
    @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

    func run() throws {
      let layers = try configuration.layers()
      let (database, formats) = try output.opening(store, layers)
      try output.checkPlaces(of: formats)
      let account = try DjStripeOptions.account(account, layers)?.value
      guard let text = try StandardInput.key(prompt: "Stripe key (not shown): ") else {
        Messages.write("error: no key was given on standard input")
        throw ExitStatus.failed.code
      }
      let edit = try performing(database) { editing throws(KeyEditingError) in
        try editing.add(text, name: name, account: account?.id, .now(by: "keys add"))
      }
      try output.write(edit, formats, store: database.location, account: account?.id)
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: "Remove a key; a backup stays beside the database, or here for PostgreSQL.",
      discussion: """
        Examples:
          keyferry keys remove d20xmm1dhfrn9xk --db keys.sqlite
          keyferry keys remove 4f9a01c2 --yes --db keys.sqlite
        """)

    @Argument(help: "A key's id, or eight and more digits from its fingerprint's start.")
    var key: String

    @Flag(help: "Confirm that the last key of a type and mode may be removed.")
    var yes = false

    @OptionGroup(title: "Database") var store: StoreOptions
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Report") var output: OutputOptions
    @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

    func run() throws {
      let layers = try configuration.layers()
      let (database, formats) = try output.opening(store, layers)
      try output.checkPlaces(of: formats)
      let edit = try performing(database) { editing throws(KeyEditingError) in
        try editing.remove(key, confirmed: yes, .now(by: "keys remove"))
      }
      try output.write(edit, formats, store: database.location)
    }
  }
}
