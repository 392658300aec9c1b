import ArgumentParser
import Glibc
import KeyConfiguration
import KeyFacts
import KeyMigration
import KeyReports
import KeyStores

enum ColorChoice: String, WordOption {
  case auto, always, never
}

/// The formats that something can have.
protocol FormatName: Hashable, CaseIterable, RawRepresentable<String> {
  static var text: Self { get }
}

/// The formats of rules, stories and lists of keys.
enum DocumentFormat: String, FormatName {
  case text, markdown, json
}

/// The formats of reports.
enum ReportFormat: String, FormatName {
  case text, markdown, html, json, sarif, junit, gitlab
}

/// A format, and the file that it goes to; nil for standard output.
struct ChosenFormat<Name: Hashable>: Hashable {
  let name: Name
  let path: String?
}

/// Of a command that writes a file and shows no report: what it says, and what a script may pass to all commands.
struct MessageOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: .hidden)
  var verbose = false

  @Option(help: .hidden)
  var color: ColorChoice = .auto
}

/// How results are shown.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      text, markdown or json, and for reports html, sarif, junit or gitlab; json=PATH writes a file of mode 0600. Can be \
      repeated. \
      (default: text)
      """,
      valueName: "format[=path]"),
    completion: .list(ReportFormat.allCases.map(\.rawValue)))
  var format: [String] = []

  @Option(
    help: ArgumentHelp("Colour text; auto: on a terminal, unless NO_COLOR is set. (default: auto)", valueName: "when"))
  var color: ColorChoice?

  @Flag(name: .shortAndLong, help: "Show errors and the verdict alone.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Show everything, what is unchanged included.")
  var verbose = false

  /// The formats asked for, in that order.
  ///
  /// - Parameters:
  ///   - paths: files that no report may go onto.
  ///   - other: a file that is written beside the reports, for which the same holds.
  func formats<Name: FormatName>(
    of _: Name.Type = DocumentFormat.self, sparing paths: [String] = [], alsoWriting other: String? = nil
  ) throws -> [ChosenFormat<Name>] {
    let chosen: [ChosenFormat<Name>] = try chosenFormats()
    let targets = chosen.compactMap(\.path) + [other].compactMap(\.self)
    // Nor onto the configuration, by whatever command.
    let configurations = targets.isEmpty ? [] : [ConfigurationFile.find().path, Process.environment("KEYFERRY_CONFIG")]
    try ReportTargets.check(targets, sparing: paths + configurations.compactMap(\.self))
    return chosen
  }

  /// The database of a command that shows what is in it. No report goes onto that, nor onto the configuration.
  func opening(
    _ store: StoreOptions, _ layers: Layers
  ) throws -> (database: any KeyStore, formats: [ChosenFormat<DocumentFormat>]) {
    let database = try store.store(layers)
    return (database, try formats(sparing: [database.location, layers.found].compactMap(\.self)))
  }

  private func chosenFormats<Name: FormatName>() throws -> [ChosenFormat<Name>] {
    if quiet && verbose { throw UsageError("--quiet and --verbose exclude each other") }
    guard !format.isEmpty else { return [ChosenFormat(name: .text, path: nil)] }
    let chosen = try format.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Name(rawValue: String(parts[0])) else {
        let names = Name.allCases.map(\.rawValue)
        let words = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        throw UsageError("--format takes \(words) here, each with =PATH or without")
      }
      guard parts.count == 1 || !parts[1].isEmpty else { throw UsageError("--format \(name.rawValue)= lacks a path") }
      guard parts.last != "-" else {
        throw UsageError("--format \(name.rawValue) alone goes to standard output: a file may not be called -")
      }
      return ChosenFormat(name: name, path: parts.count == 2 ? String(parts[1]) : nil)
    }
    if chosen.count(where: { $0.path == nil }) > 1 {
      throw UsageError("only one --format can go to standard output: give the others a file, as in json=plan.json")
    }
    return chosen
  }

  /// Refuses reports that could not arrive, before a database is written.
  func checkPlaces<Name>(of formats: [ChosenFormat<Name>]) throws {
    do throws(OutputError) {
      for format in formats { if let path = format.path { try Output.checkPlace(of: path) } }
    } catch {
      Messages.write("error: \(error.reason); nothing was written")
      throw ExitStatus.failed.code
    }
  }

  /// Writes the report in every format; a report that does not arrive is a failure.
  func write(
    _ result: RunResult, _ formats: [ChosenFormat<ReportFormat>], _ status: ExitStatus, _ findings: FindingOptions,
    failOn: FailOn
  ) throws -> ExitStatus {
    let delivered = deliver(formats) { format, sink in
      try renderer(format, failOn).render(result.report, to: sink)
    }
    let isSummarized = findings.summarize(result.report)
    result.keepUntilExit()
    explain(result, status, isShown: formats.contains(ChosenFormat(name: .text, path: nil)))
    findings.annotate(result.report)
    return delivered && isSummarized ? status : .failed
  }

  /// Writes the report of a run that could not begin, in every format but text: a person was told why already.
  func writeFailure(
    _ report: Report, _ formats: [ChosenFormat<ReportFormat>], _ findings: FindingOptions, failOn: FailOn
  ) throws {
    _ = deliver(formats.filter { $0.name != .text }) { format, sink in
      try renderer(format, failOn).render(report, to: sink)
    }
    _ = findings.summarize(report)
    findings.annotate(report)
  }

  /// The same of a report that is about no findings.
  func write(_ result: RunResult, _ formats: [ChosenFormat<DocumentFormat>], _ status: ExitStatus) -> ExitStatus {
    let delivered = deliver(formats) { format, sink in
      switch format.name {
      case .text: try TextReportRenderer(options: textOptions(format)).render(result.report, to: sink)
      case .markdown: try MarkdownReportRenderer().render(result.report, to: sink)
      case .json: try JSONReportRenderer().render(result.report, to: sink)
      }
    }
    explain(result, status, isShown: formats.contains(ChosenFormat(name: .text, path: nil)))
    return delivered ? status : .failed
  }

  /// A log of standard error says why a run did not end in 0, unless the text report stands there already.
  private func explain(_ result: RunResult, _ status: ExitStatus, isShown: Bool) {
    guard status != .done, !(isShown && Output.outputsAreOne) else { return }
    try? TextReportRenderer(options: errorOptions).render(result.report) { try Output.errors.write($0) }
  }

  /// - Returns: whether every format arrived.
  func deliver<Name>(
    _ formats: [ChosenFormat<Name>], _ render: (ChosenFormat<Name>, ByteSink) throws -> Void
  ) -> Bool {
    var hasArrived = true
    for format in formats {
      do throws(OutputError) {
        if let path = format.path {
          try Output.replaceFile(path) { output throws(OutputError) in try run(render, format, output) }
        } else {
          try run(render, format, .standard)
        }
      } catch {
        hasArrived = false
        Messages.write("error: " + error.reason)
      }
    }
    return hasArrived
  }

  private func run<Name>(
    _ render: (ChosenFormat<Name>, ByteSink) throws -> Void, _ format: ChosenFormat<Name>, _ output: Output
  ) throws(OutputError) {
    do {
      try render(format) { try output.write($0) }
    } catch let error as OutputError {
      throw error
    } catch {
      throw .system(step: "write to", path: output.path, errno: EIO)
    }
  }

  func textOptions(_ format: ChosenFormat<some FormatName>) -> TextOptions {
    let isTerminal = format.path == nil && Terminal.isTerminal(STDOUT_FILENO)
    return TextOptions(
      width: isTerminal ? Terminal.width(of: STDOUT_FILENO) : Process.environment("COLUMNS").flatMap(Int.init) ?? 80,
      color: hasColor(isTerminal), verbosity: quiet ? .quiet : verbose ? .verbose : .normal)
  }

  /// Errors and the verdict, for standard error; a line each, where no terminal wraps them.
  private var errorOptions: TextOptions {
    let isTerminal = Terminal.isTerminal(STDERR_FILENO)
    return TextOptions(
      width: isTerminal ? Terminal.width(of: STDERR_FILENO) : 1000, color: hasColor(isTerminal), verbosity: .quiet)
  }

  private func hasColor(_ isTerminal: Bool) -> Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto, nil: isTerminal && Process.environment("NO_COLOR") == nil && Process.environment("TERM") != "dumb"
    }
  }

  private func renderer(_ format: ChosenFormat<ReportFormat>, _ failOn: FailOn) -> any ReportRenderer {
    switch format.name {
    case .text: TextReportRenderer(options: textOptions(format))
    case .markdown: MarkdownReportRenderer()
    case .html: HTMLReportRenderer(rules: RuleGuide.pages)
    case .json: JSONReportRenderer()
    case .sarif: SARIFReportRenderer(rules: RuleGuide.pages, version: Keyferry.version)
    case .junit: JUnitReportRenderer(failingFrom: Severity(rawValue: failOn.rawValue))
    case .gitlab: GitLabReportRenderer()
    }
  }
}
