package import KeyFacts
package import KeyReports

/// A report, and what an exit status is made of.
package struct RunResult: Sendable {
  package let report: Report
  /// The gravest finding.
  package let worst: Severity?
  /// Every source was read.
  package let isComplete: Bool
  /// The gate would not let the plan, or did not let it, through.
  package let isRefused: Bool
  /// What would not is among it something that no finding of an error tells of.
  package let isGuarded: Bool
  /// The store changed between look and write, every time.
  package let isStale: Bool
  /// A sync would write.
  package let isPending: Bool
  /// Settings and store disagree about a key.
  package let isDrift: Bool
  /// Why the store could not be read or written.
  package let failure: String?
  /// The plan as ``Migration/Options/saves`` asks for it; nil where none could be made.
  package let saved: SavedPlan?
  /// That what was written is in no history, and why.
  package let warning: String?
  /// What the report was made of: see ``keepUntilExit()``.
  var remains: [any Sendable]

  /// Leaves all that the run holds to the end of the process. Giving a million keys back one by one takes a tenth of a
  /// sync that changes nothing.
  package func keepUntilExit() { _ = Unmanaged.passRetained(Kept(result: self)) }

  private final class Kept: Sendable {
    let result: RunResult

    init(result: RunResult) { self.result = result }
  }
}
