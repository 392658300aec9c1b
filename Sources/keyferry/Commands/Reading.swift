import ArgumentParser
import KeyConfiguration
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
  ///   - more: what is read behind the sources, where they did not lead to it.
  func read(
    _ sources: ChosenSources, _ formats: [ChosenFormat<some FormatName>], _ progress: Progress, database: String? = nil,
    alsoWriting other: String? = nil, sparing spared: [String] = [],
    alsoReading more: [SourceLocator] = []
  ) throws -> SourceReader.Result {
    let environment = sources.environment.value ? EnvironmentSource.read() : nil
    let searched = Counter()
    progress.say("reading")
    let targets = formats.compactMap(\.path) + [other].compactMap(\.self)
    // A configuration speaks of settings, and holds none.
    let excluded =
      [database, sources.layers.found].compactMap(\.self) + spared + ReportTargets.earlierReports(targets)
    let reader = SourceReader(
      environment: environment, dialect: sources.dialect.value, excluding: excluded, leavingOut: sources.patterns,
      below: sources.patternFolder, vocabulary: sources.layers.file.vocabulary)
    let readings = reader.read(sources.all + more) { count in
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
