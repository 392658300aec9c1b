import ArgumentParser
import Glibc
import KeyConfiguration
import KeyFacts
import KeySources

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented .keyferry.yml from what is found here.",
    discussion: """
      Reads the sources as scan does, looks for dj-stripe's table in SQLite files and for its release in requirements and \
      lock files, here and in the folders right below, and writes what was found; a scan with the file gives what it gives \
      without.

      Examples:
        keyferry init
        keyferry init env: .env.production deploy/ --force
      """)

  @Flag(help: "Write over a .keyferry.yml that is there.")
  var force = false

  @OptionGroup(title: "Sources") var sources: SourceOptions

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  func run() throws {
    let path = ConfigurationFile.name
    var status = stat()
    guard force || lstat(path, &status) != 0 else {
      Messages.write("error: \(path) is there already, and stays as it is\nhint: --force writes over it")
      throw ExitStatus.refused.code
    }
    let progress = Progress(isQuiet: quiet)
    defer { progress.finish() }
    let draft = try draft(progress)
    progress.finish()
    // What was written must be what a run reads: looked at before it is written.
    _ = try ConfigurationFile.parse(Array(draft.text.utf8), path: path)
    do throws(OutputError) {
      try write(draft.text, path)
    } catch {
      Messages.write("error: " + error.reason)
      throw ExitStatus.failed.code
    }
    for unread in draft.unread { Messages.write("error: KF101 \(unread)") }
    if !quiet {
      let leftOut = draft.pathsLeftOut == 0 ? "" : "; \(draft.pathsLeftOut) left out by exclude"
      Messages.write("wrote \(path); `keyferry config` shows what it comes to, `keyferry scan` uses it\(leftOut)")
    }
    // What it writes is of what was read.
    if !draft.unread.isEmpty { throw ExitStatus.failed.code }
  }

  private func draft(_ progress: Progress) throws -> ConfigurationDraft {
    let chosen = try sources.chosen(by: Layers(file: .none, found: ConfigurationFile.name))
    let readsInput = chosen.locators.contains { if case .standardInput = $0 { true } else { false } }
    guard !readsInput else { throw UsageError("standard input is no source of a file: name it on the command line") }
    let none: [ChosenFormat<DocumentFormat>] = []
    let readings = try read(chosen, none, progress)
    return ConfigurationDraft(
      sources: chosen.texts.value, readsEnvironment: chosen.environment.value, exclude: chosen.exclude.value,
      dialect: chosen.dialect.value, readings: readings, survey: ProjectSurvey())
  }

  private func write(_ text: String, _ path: String) throws(OutputError) {
    try Output.replaceFile(path) { output throws(OutputError) in try output.write(text) }
    // It is to be shared, and holds no secret.
    guard chmod(path, 0o644) == 0 else { throw .system(step: "share", path: path, errno: errno) }
  }
}
