import ArgumentParser
import KeyFacts
import KeySources
import Synchronization

extension ParsableCommand {
  /// Reads the sources. No walk reads the key database or counts the last run's report, which lies where this one's
  /// will; and no report may go onto a file that was read.
  ///
  /// - Parameters:
  ///   - other: a file that is written beside the reports.
  ///   - spared: more files that no walk reads.
  func read(
    _ sources: SourceOptions, _ formats: [ChosenFormat], _ progress: Progress, database: String? = nil,
    alsoWriting other: String? = nil, sparing spared: [String] = []
  ) throws -> SourceReader.Result {
    let locators = try sources.locators()
    let environment = sources.leavesEnvironmentOut ? nil : EnvironmentSource.read()
    let chosen = sources.sources.isEmpty ? SourceLocator.defaults(withEnvironment: environment != nil) : locators
    let searched = Counter()
    progress.say("reading")
    let targets = formats.compactMap(\.path) + [other].compactMap(\.self)
    let excluded = [database].compactMap(\.self) + spared + ReportTargets.earlierReports(targets)
    let reader = SourceReader(environment: environment, dialect: sources.dialect, excluding: excluded)
    let readings = reader.read(chosen) { count in
      let total = searched.add(count)
      progress.say("reading: \(total) \(total == 1 ? "file" : "files")")
    }
    try ReportTargets.check(targets, sparing: SourceReader.paths(of: readings))
    progress.say(database.map { "working on \($0)" } ?? "judging")
    return readings
  }
}

/// A number that threads add to.
private final class Counter: Sendable {
  private let total = Mutex(0)

  func add(_ count: Int) -> Int {
    total.withLock {
      $0 += count
      return $0
    }
  }
}
