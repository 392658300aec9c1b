package import KeyFacts
import KeyPlanning
package import KeyReports
import KeyRules
package import KeySecrets

/// A lock's file, and how it names the sources of a run.
package struct LockFile: Sendable {
  /// As messages name it.
  let path: String
  let source: @Sendable (SourceLocation) -> KeyLock.Source
  let reach: @Sendable (String) -> LockReach

  /// - Parameters:
  ///   - source: what a setting's place is to the lock.
  ///   - reach: what became of a source of the lock, by its id.
  package init(
    path: String, source: @escaping @Sendable (SourceLocation) -> KeyLock.Source,
    reach: @escaping @Sendable (String) -> LockReach
  ) {
    self.path = path
    self.source = source
    self.reach = reach
  }
}

extension Migration {
  /// What the sources hold, for a lock, and what is wrong with them.
  package func lock(_ readings: consuming Readings, in file: LockFile) -> (lock: KeyLock, result: RunResult) {
    let (evidence, inventory) = looked(readings)
    return (KeyLock(of: inventory, source: file.source), result(evidence))
  }

  /// Compares what the sources hold with a lock; looks at no store.
  package func check(_ readings: consuming Readings, against lock: KeyLock, in file: LockFile) -> RunResult {
    let (evidence, inventory) = looked(readings)
    return result(
      evidence.comparing(
        LockComparison(of: inventory, with: lock, path: file.path, source: file.source, reach: file.reach)))
  }

  /// A run that could not begin, since what it was to work with could not be used.
  package func failed(_ reason: String, at place: SourceLocation) -> Report {
    Report(
      command: command, outcome: .failed(reason: reason), repository: options.repository, failurePlace: place)
  }

  private func looked(_ readings: consuming Readings) -> (Evidence, Inventory) {
    let inventory = Inventory(of: readings.readings)
    let evidence = Evidence(
      readings: readings.withoutSettings, inventory: inventory, conflictPolicy: options.onConflict)
    return (evidence, inventory)
  }
}

extension ReportedLock {
  init(_ comparison: LockComparison) {
    func count(_ isWanted: (LockMove) -> Bool) -> Int { comparison.moves.count(where: isWanted) }
    self.init(
      path: comparison.path, same: comparison.same,
      new: count { if case .newKey = $0 { true } else if case .newReference = $0 { true } else { false } },
      other: count { if case .otherKey = $0 { true } else { false } },
      gone: count { if case .gone = $0 { true } else { false } },
      outOfReach: count { !$0.isDrift })
  }
}

extension LockComparison {
  /// - Parameter isComparable: no key lay where nobody looked, or was broken.
  func verdict(isComparable: Bool) -> Verdict {
    if isDrift { return .drift }
    return isComplete && isComparable ? .inSync : .incomplete
  }
}
