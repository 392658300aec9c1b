import ArgumentParser
import KeyFacts
import KeyMigration

/// What keyferry ends with. An error is never mistaken for drift, and a source that was not read is never 0.
enum ExitStatus: Int32 {
  /// In sync, or done.
  case done = 0
  /// Could not do it: a source unreadable, a store unreachable, a lock held.
  case failed = 1
  /// Drift (`check`), or changes pending (`plan --detailed-exitcode`).
  case drift = 2
  /// Findings at or above `--fail-on`.
  case findings = 3
  /// Refused: the plan is blocked or stale, or a guard on deletions holds.
  case refused = 4
  /// Wrong usage.
  case usage = 64
  /// A wrong configuration file, or a wrong baseline.
  case configuration = 78

  var code: ExitCode { ExitCode(rawValue) }

  /// When several hold, failure comes first, then refusal, findings, drift.
  init(_ result: RunResult, failOn: FailOn, isRefused: Bool, driftCounts: Bool) {
    if (result.failure != nil && !result.isStale) || !result.isComplete {
      self = .failed
    } else if result.isStale || isRefused {
      self = .refused
    } else if failOn.includes(result.worst) {
      self = .findings
    } else {
      self = driftCounts ? .drift : .done
    }
  }
}

/// `--fail-on`.
enum FailOn: String, WordOption {
  case error, warning, note, never

  /// - Parameter severity: nil for never.
  init(_ severity: Severity?) { self = severity.flatMap { Self(rawValue: $0.rawValue) } ?? .never }

  func includes(_ worst: Severity?) -> Bool {
    guard let worst, let least = Severity(rawValue: rawValue) else { return false }
    return worst >= least
  }
}
