import ArgumentParser
import KeyConfiguration
import KeyFacts

/// Which configuration file counts.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration file, in place of the .keyferry.yml of this directory or one above, up to the repository's root.",
      valueName: "file"),
    completion: .file(extensions: ["yml", "yaml"]))
  var file: String?

  @Flag(name: .customLong("no-config"), help: "Read no configuration file.")
  var isOff = false

  /// - Throws: ``ConfigurationError`` for a file that is wrong or can't be read.
  func layers() throws -> Layers {
    guard file == nil || !isOff else { throw UsageError("--config and --no-config exclude each other") }
    let named = try file ?? Process.environmentText("KEYFERRY_CONFIG")
    let search = named == nil ? ConfigurationFile.find() : nil
    let found = named ?? search?.path
    if !isOff, let other = search?.mistaken {
      // Rules and sources that somebody relies on would count for nothing.
      throw UsageError(
        "\(other.printable) is not read: the configuration is called \(ConfigurationFile.name), or named with --config")
    }
    guard let found, !isOff else { return Layers(file: .none, found: found) }
    return Layers(file: try ConfigurationFile.read(found), found: found)
  }
}
