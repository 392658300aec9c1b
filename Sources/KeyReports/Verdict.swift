package import KeyFacts

/// What a report comes to, in one word. Raw values are those of the JSON report's `verdict`.
package enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// `scan`: nothing to complain of.
  case clean
  /// `scan`: there are warnings or errors.
  case findings
  /// The store holds what the settings say.
  case inSync = "in-sync"
  /// A sync would write.
  case changesPending = "changes-pending"
  /// `check`: a sync would write.
  case drift
  /// The plan may not be carried out as it is.
  case blocked
  /// The changes were made.
  case done
  /// Something was not read or is no key where one should be, and nothing else differs.
  case incomplete
  /// It could not be done.
  case failed
}

/// What became of a plan.
package enum Outcome: Hashable, Sendable {
  /// A dry run, or a refusal.
  case notApplied
  /// - Parameter backup: nil where none was kept.
  case applied(backup: Backup?)
  /// - Parameter reason: in a message's style.
  case failed(reason: String)
}

/// The commands whose results are reports. Raw values are those of the JSON report's `command`.
package enum ReportCommand: String, Sendable, Hashable, CaseIterable {
  case scan, plan, sync, check, lock, effective, keys, undo
}
