import ArgumentParser
import KeySources
import Synchronization

extension ParsableCommand {
  /// Reads the sources, with progress on a terminal. No walk reads the key database.
  func read(_ sources: SourceOptions, _ output: OutputOptions, database: String? = nil) throws -> SourceReader.Result {
    let locators = try sources.locators()
    let progress = Progress(isQuiet: output.quiet)
    defer { progress.finish() }
    let environment = sources.leavesEnvironmentOut ? nil : EnvironmentSource.read()
    let chosen = sources.sources.isEmpty ? SourceLocator.defaults(withEnvironment: environment != nil) : locators
    let searched = Counter()
    return SourceReader(environment: environment, excluding: database.map { [$0] } ?? []).read(chosen) { count in
      let total = searched.add(count)
      progress.show("reading: \(total) files")
    }
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
