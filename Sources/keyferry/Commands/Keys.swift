import ArgumentParser
import Glibc
import KeyMigration
import KeyReports
import KeyStores

struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List, show, add and remove the keys of a database.",
    subcommands: [List.self, Show.self, Add.self, Remove.self])
}

extension Keys {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every key, redacted.")

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let database = try store.store()
      let formats = try output.formats(sparing: [database.location])
      try output.write(try performing(database) { editing throws(KeyEditingError) in try editing.list() }, formats)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One key with every place that named it, redacted.")

    @Argument(help: "A key's id, or the first eight and more digits of its fingerprint.")
    var key: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let database = try store.store()
      let formats = try output.formats(sparing: [database.location])
      try output.write(
        try performing(database) { editing throws(KeyEditingError) in try editing.show(key) }, formats, isDetailed: true
      )
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a key, read from standard input or asked for without echo.",
      discussion: """
        A key is never an argument: every user of the machine could see it. \
        Example: pass show stripe/live | keyferry keys add --name Shop
        """)

    @Option(help: "What people call the key; a sync never changes it.")
    var name: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let database = try store.store()
      let formats = try output.formats(sparing: [database.location])
      guard let text = try StandardInput.key(prompt: "Stripe key (not shown): ") else {
        Messages.write("error: no key was given on standard input")
        throw end(.failed)
      }
      let edit = try performing(database) { editing throws(KeyEditingError) in
        try editing.add(text, name: name, now: Process.now())
      }
      try output.write(edit, formats, store: database.location)
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Remove a key; a backup is kept beside the database.")

    @Argument(help: "A key's id, or the first eight and more digits of its fingerprint.")
    var key: String

    @Flag(help: "Confirm that the last key of a type and mode may be removed.")
    var yes = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let database = try store.store()
      let formats = try output.formats(sparing: [database.location])
      let edit = try performing(database) { editing throws(KeyEditingError) in
        try editing.remove(key, confirmed: yes, now: Process.now())
      }
      try output.write(edit, formats, store: database.location)
    }
  }
}
