import ArgumentParser
import CProcess
import Glibc
import KeyConfiguration
import KeyFacts

@main
struct Keyferry: ParsableCommand {
  static let name = "keyferry"
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: name,
    abstract: "Carry Stripe keys from a Django project's settings into a key database.",
    discussion: """
      keyferry reads the legacy settings of dj-stripe from the environment, .env and YAML files and Django's settings \
      modules, says what is wrong with them, shows the plan, and syncs the keys. No report shows a key: they have \
      sk_live_...abcd and a fingerprint.

      Start with a look, then the dry run, then the sync:
        keyferry scan
        keyferry plan --db keys.sqlite
        keyferry sync --db keys.sqlite

      Exit status:
        0   in sync, or done
        1   could not do it: a source unreadable, a database locked or damaged
        2   drift (check), or changes pending (plan --detailed-exitcode)
        3   findings at or above --fail-on
        4   refused: the plan is blocked or stale, a guard on removals holds, or a key has no room
        64  wrong usage
        78  a wrong configuration file or baseline
        130, 143, 129
            ended by SIGINT, SIGTERM or SIGHUP, and what was begun is rolled back

      Environment:
        KEYFERRY_DB  the key database, where --db names none
        KEYFERRY_CONFIG, KEYFERRY_ON_CONFLICT and the like
                     what a configuration file and its options say, where no flag does
        NO_COLOR     no colour, where --color asks for none
        COLUMNS      the width of text that does not go to a terminal
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Migration", subcommands: [Scan.self, PlanCommand.self, Sync.self, Check.self, Lock.self, Effective.self]),
      CommandGroup(name: "Configuration", subcommands: [InitCommand.self, ConfigCommand.self, BaselineCommand.self]),
      CommandGroup(
        name: "Keys and rules",
        subcommands: [
          Keys.self, History.self, UndoCommand.self, Export.self, Rules.self, Explain.self,
        ]),
    ])

  /// The one place that ends the process.
  static func main() {
    Process.harden()
    growHeapsAtOnce()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      try SpokenArguments.check(arguments)
      try Process.checkArguments()
      var command = try quickly(arguments) ?? parseAsRoot(arguments)
      try command.run()
    } catch let status as ExitCode {
      Glibc.exit(status.rawValue)
    } catch let error as UsageError {
      Messages.write("error: " + error.reason)
      Glibc.exit(ExitStatus.usage.rawValue)
    } catch let error as ConfigurationError {
      for mistake in error.mistakes { Messages.write("error: " + mistake.message) }
      Glibc.exit(ExitStatus.configuration.rawValue)
    } catch {
      finish(error)
    }
    Glibc.exit(ExitStatus.done.rawValue)
  }

  /// The everyday commands, parsed without looking at the others: the whole tree takes as long as a small run.
  ///
  /// Their `_superCommandName` says that they are no program of their own: one of those would first be parsed for a
  /// request of its completion script, twice.
  ///
  /// - Returns: nil for help, a mistake and everything else, which the whole parser words better.
  private static func quickly(_ arguments: [String]) -> (any ParsableCommand)? {
    let everyday: [String: any ParsableCommand.Type] = [
      "scan": Scan.self, "plan": PlanCommand.self, "sync": Sync.self, "check": Check.self,
    ]
    guard let name = arguments.first, let command = everyday[name] else { return nil }
    guard let parsed = try? command.parseAsRoot(Array(arguments.dropFirst())), type(of: parsed) == command else {
      return nil
    }
    return parsed
  }

  /// Help and usage errors, as the argument parser words them.
  private static func finish(_ error: any Error) -> Never {
    let text = fullMessage(for: error)
    let status = exitCode(for: error)
    guard status == .success else {
      Messages.write(
        text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }.joined(
          separator: "\n"))
      Glibc.exit(status == .validationFailure ? ExitStatus.usage.rawValue : ExitStatus.failed.rawValue)
    }
    do throws(OutputError) {
      try Output.standard.write(text + "\n")
    } catch {
      Messages.write("error: " + error.reason)
      Glibc.exit(ExitStatus.failed.rawValue)
    }
    Glibc.exit(ExitStatus.done.rawValue)
  }
}

/// A combination of options that makes no sense.
struct UsageError: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
