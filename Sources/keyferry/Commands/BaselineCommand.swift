import ArgumentParser
import KeyFacts
import KeyMigration
import KeyReports
import KeyStores

struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Write down today's findings, so that only new ones fail a run.",
    discussion: """
      The file names rules, files and settings, and no value and no line: commit it, and hand it to the other commands \
      with --baseline. Run again, it drops what was mended. Where a database is named, or lies here, what a plan finds is \
      written, else what a scan does.

      Errors that guard keys are never known: two keys for one setting, a secret key in a public setting, a source that \
      was not read. And a known error keeps blocking a sync.

      Examples:
        keyferry baseline
        keyferry baseline .env deploy/ --no-env --out ci/keyferry.baseline
      """)

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var out = "keyferry.baseline"

  @OptionGroup(title: "Sources") var sources: SourceOptions
  @OptionGroup(title: "Which keys") var selection: SelectionOptions
  @OptionGroup(title: "Database") var store: StoreOptions
  @OptionGroup(title: "dj-stripe") var djStripe: DjStripeOptions
  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  @OptionGroup var messages: MessageOptions
  @OptionGroup(visibility: .hidden) var ignored: FindingOptions

  func run() throws {
    let layers = try configuration.layers()
    let database = try store.namedStore(layers)
    let file = try BaselineFile(path: out)
    let chosen = try sources.chosen(by: layers)
    try ReportTargets.check([out], sparing: chosen.paths + [database?.location].compactMap(\.self))
    let old = try file.readToReplace()
    let options = try djStripe.applied(to: selection.migrationOptions(sources, layers), layers)
    let result = try look(chosen, at: database, options)
    guard result.failure == nil, result.isComplete else {
      let reasons = [result.failure].compactMap(\.self) + result.report.notRead.map { "\($0.path): \($0.reason)" }
      Messages.write("error: \(out.printable) was not written, since not all was looked at")
      for reason in reasons { Messages.write("  " + reason.printable) }
      throw ExitStatus.failed.code
    }
    let new = result.baseline(in: options.repository)
    if new != old {
      do throws(OutputError) {
        try file.write(new)
      } catch {
        Messages.write("error: " + error.reason)
        throw ExitStatus.failed.code
      }
    }
    if !messages.quiet { tell(result, new, old) }
  }

  private func look(
    _ chosen: ChosenSources, at database: (any KeyStore)?, _ options: Migration.Options
  ) throws -> RunResult {
    let progress = Progress(isQuiet: messages.quiet)
    defer { progress.finish() }
    let none: [ChosenFormat<ReportFormat>] = []
    let readings = {
      try read(chosen, none, progress, database: database?.location, alsoWriting: out, sparing: [out])
    }
    guard let database else { return Migration(.scan, options: options).scan(try readings()) }
    return try Migration(.plan, options: options).run(store: database) { try readings() }
  }

  private func tell(_ result: RunResult, _ new: Baseline, _ old: Baseline?) {
    let changes = old.map { "; " + new.changes(since: $0) } ?? ""
    let leftOut = result.report.summary.pathsLeftOut
    let unseen = leftOut == 0 ? "" : "; \(leftOut) left out by exclude"
    Messages.write("\(words(new.count, "finding")) known from now on, in \(out.printable)\(changes)\(unseen)")
    let others = result.report.diagnostics.count - new.count
    guard others > 0 else { return }
    Messages.write("\(words(others, "error")) not among them: what guards keys counts whatever a baseline says")
  }

  private func words(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension Baseline {
  fileprivate var count: Int { entries.reduce(0) { $0 + $1.count } }

  /// `2 new, 1 gone`.
  fileprivate func changes(since old: Baseline) -> String {
    func counts(_ baseline: Baseline) -> [FindingIdentity: Int] {
      Dictionary(baseline.entries.map { ($0.identity, $0.count) }, uniquingKeysWith: +)
    }
    let (now, before) = (counts(self), counts(old))
    let new = now.reduce(0) { $0 + max(0, $1.value - (before[$1.key] ?? 0)) }
    let gone = before.reduce(0) { $0 + max(0, $1.value - (now[$1.key] ?? 0)) }
    return new + gone == 0 ? "nothing came or went" : "\(new) new, \(gone) gone"
  }
}
