import ArgumentParser
import Glibc
import KeyConfiguration
import KeyFacts
import KeyMigration
import KeyReports
import KeySources
import KeyStores

struct Lock: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Write which keys the settings hold into keyferry.lock, to be approved by review.",
    discussion: """
      The file is made to be committed: for each key a fingerprint, its type and mode, and the settings that hold it, and \
      no key. `keyferry check --lock` compares it with the settings where neither the database nor production's secrets \
      can be reached.

      Examples:
        keyferry lock                                 the environment and this directory
        keyferry lock --no-env --out deploy/keys.lock
        keyferry lock --check --no-env                the same as: keyferry check --lock keyferry.lock --no-env
      """)

  @Option(
    help: ArgumentHelp("The lock's file.", valueName: "path"), completion: .file(extensions: ["lock"]))
  var out = "keyferry.lock"

  @Flag(help: "Write nothing: exit with 2 when the settings are not as the lock has them.")
  var check = false

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
  @OptionGroup(title: "Report") var output: OutputOptions
  @OptionGroup(title: "Report") var findings: FindingOptions

  func run() throws {
    guard !out.isEmpty else { throw UsageError("a lock's file needs a path") }
    let layers = try configuration.layers()
    let chosen = try sources.chosen(by: layers)
    var options = Migration.Options()
    options.policy = layers.file.rules?.value ?? options.policy
    options.repository = Checkout.paths()
    guard !check else {
      return try LockCheck(path: out, sources: chosen, output: output, findings: findings).run(self, options)
    }
    let formats = try output.formats(of: ReportFormat.self, sparing: chosen.paths, alsoWriting: out)
    try ReportTargets.checkOwn(out, "lock", isOwn: KeyLockDocument.isLock)
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let readings = try read(chosen, formats, progress, alsoWriting: out)
    let file = LockPlaces(file: out).lockFile(nil, [], readings)
    let (lock, result) = Migration(.lock, options: options).lock(readings, in: file)
    progress.finish()
    let failOn = try findings.chosen(by: layers).value
    var status = ExitStatus(result, failOn: failOn, isRefused: false, driftCounts: false)
    if result.isComplete {
      if !save(lock) { status = .failed }
    } else {
      Messages.write("error: \(out.printable) was not written, since a source was not read")
    }
    throw try output.write(result, formats, status, findings, failOn: failOn).code
  }

  private func save(_ lock: KeyLock) -> Bool {
    let bytes = KeyLockDocument.encode(lock)
    let isSame = (try? SourceFile.read(Array(out.utf8), limit: KeyLockDocument.largest).bytes) == bytes
    do throws(OutputError) {
      // What is as it was keeps its time, too.
      if !isSame {
        try Output.replaceFile(out, mode: 0o644) { output throws(OutputError) in try output.write(bytes) }
      }
    } catch {
      Messages.write("error: " + error.reason)
      return false
    }
    if !output.quiet { Messages.write(words(lock, isSame)) }
    return true
  }

  private func words(_ lock: KeyLock, _ isSame: Bool) -> String {
    let keys = "\(lock.keys.count) \(lock.keys.count == 1 ? "key" : "keys")"
    return isSame ? "\(out.printable) has them already: \(keys)" : "\(keys) locked in \(out.printable): commit it"
  }
}

/// `check --lock` and `lock --check`.
struct LockCheck {
  let path: String
  let sources: ChosenSources
  let output: OutputOptions
  let findings: FindingOptions

  func run(_ command: some ParsableCommand, _ options: Migration.Options) throws {
    let formats = try output.formats(of: ReportFormat.self, sparing: sources.paths + findings.files + [path])
    let lock: KeyLock
    do throws(Unusable) {
      lock = try read()
    } catch {
      Messages.write("error: " + error.message)
      let report = Migration(.check, options: options).failed(error.message, at: error.place)
      try output.writeFailure(report, formats, findings, failOn: findings.chosen(by: sources.layers).value)
      throw ExitStatus.failed.code
    }
    let options = try findings.applied(to: options, sources)
    let places = LockPlaces(file: path)
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let readings = try command.read(
      sources, formats, progress, sparing: findings.files + [path],
      alsoReading: places.sources(of: lock, among: sources.all))
    let result = Migration(.check, options: options).check(
      readings, against: lock, in: places.lockFile(lock, sources.all, hasOrder: sources.hasOrder, readings))
    progress.finish()
    let failOn = try findings.chosen(by: sources.layers).value
    let status = ExitStatus(result, failOn: failOn, isRefused: false, driftCounts: result.isDrift)
    throw try output.write(result, formats, status, findings, failOn: failOn).code
  }

  private struct Unusable: Error {
    let message: String
    let place: SourceLocation
  }

  private func read() throws(Unusable) -> KeyLock {
    let bytes: [UInt8]
    do throws(SourceError) {
      bytes = try SourceFile.read(Array(path.utf8), limit: KeyLockDocument.largest).bytes
    } catch {
      let hint = error == .missing ? ": `keyferry lock` makes it" : ""
      throw unusable("\(path.printable): \(error.reason)\(hint)", line: nil)
    }
    do throws(KeyLockError) {
      return try KeyLockDocument.decode(bytes)
    } catch {
      throw unusable(error.message(path: path), line: error.line)
    }
  }

  private func unusable(_ message: String, line: Int?) -> Unusable {
    Unusable(message: message, place: SourceLocation(kind: .file, path: path, line: line))
  }
}
