import Foundation

/// A command as the argument parser tells it by `--experimental-dump-help`.
struct CommandInfo: Decodable {
  struct Name: Decodable {
    let kind: String
    let name: String

    var text: String { (kind == "long" ? "--" : "-") + name }
  }

  struct Argument: Decodable {
    let kind: String
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let discussion: String?
    let defaultValue: String?
    let allValues: [String]?
    let sectionTitle: String?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool
  }

  let commandName: String
  let abstract: String?
  let discussion: String?
  let subcommands: [CommandInfo]?
  let arguments: [Argument]?

  private struct Dump: Decodable {
    let serializationVersion: Int
    let command: CommandInfo
  }

  /// The program and all below it.
  static func program() throws -> CommandInfo {
    let outcome = try Project().run("--experimental-dump-help")
    return try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8)).command
  }

  /// The commands that do something, with their words: `["keys", "add"]`. The parser's own `help` is left out.
  func leaves(_ words: [String] = []) -> [(words: [String], command: CommandInfo)] {
    let below = (subcommands ?? []).filter { $0.commandName != "help" }
    guard !below.isEmpty else { return [(words, self)] }
    return below.flatMap { $0.leaves(words + [$0.commandName]) }
  }

  /// What help shows, but for `--help` and `--version`.
  var shown: [Argument] {
    (arguments ?? []).filter { argument in
      argument.shouldDisplay && !(argument.names ?? []).contains { ["help", "version"].contains($0.name) }
    }
  }

  /// Lines of the discussion that begin with the program's name, or have it behind a pipe.
  var examples: [String] {
    (discussion ?? "").split(separator: "\n").filter { $0.hasPrefix("  ") }.compactMap { line in
      line.range(of: "keyferry ").map { String(line[$0.lowerBound...]) }
    }
  }
}
