package import KeyFacts
import KeySecrets

/// Why a plan may not be carried out.
package struct Blocked: Error, Sendable {
  package enum Reason: Hashable, Sendable {
    /// Errors of one rule.
    case errors(RuleID, count: Int)
    /// `--prune`, and a key may lie where nobody looked.
    case unseenValues
    /// `--prune`, and no source has a key.
    case noKeyFound
    /// `--prune` would remove more than `--max-deletes`.
    case tooManyRemovals(count: Int, limit: Int)
  }

  package let reasons: [Reason]

  /// A guard on removals is among them, beside the errors that findings tell of.
  package var isGuard: Bool {
    reasons.contains { reason in
      if case .errors = reason { return false }
      return true
    }
  }
}

extension Blocked.Reason {
  /// In a message's style.
  package var words: String {
    switch self {
    case .errors(let rule, let count): "\(count) \(count == 1 ? "error" : "errors") of \(rule.code) \(rule.name)"
    case .unseenValues:
      "--prune needs every value: a source or a line was not read, or a value lies elsewhere or is encrypted"
    case .noKeyFound: "--prune found no key in any source, and would empty the database"
    case .tooManyRemovals(let count, let limit): "--prune would remove \(count) keys, and --max-deletes is \(limit)"
    }
  }
}

/// The one door from a plan to a store.
package enum Gate {
  /// - Parameters:
  ///   - diagnostics: of the whole run; every error blocks but those about files a sync does not read from.
  ///   - isComplete: every source was read, and no value lay elsewhere or was encrypted.
  package static func approve(
    _ plan: Plan, diagnostics: [Diagnostic], exempt: Set<RuleID>, isComplete: Bool, keysFound: Int
  ) throws(Blocked) -> ApprovedPlan {
    var reasons = errorCounts(diagnostics.filter { !exempt.contains($0.rule) })
    let removals = plan.removals
    if plan.options.prune {
      if !isComplete {
        reasons.append(.unseenValues)
      }
      if keysFound == 0 { reasons.append(.noKeyFound) }
      if removals > plan.options.maxDeletes {
        reasons.append(.tooManyRemovals(count: removals, limit: plan.options.maxDeletes))
      }
    }
    guard reasons.isEmpty else { throw Blocked(reasons: reasons) }
    return ApprovedPlan(revision: plan.revision, changes: plan.changes, keepsBackup: removals > 0)
  }

  private static func errorCounts(_ diagnostics: [Diagnostic]) -> [Blocked.Reason] {
    Dictionary(grouping: diagnostics.filter { $0.severity == .error }, by: \.rule)
      .sorted { $0.key < $1.key }
      .map { rule, found in .errors(rule, count: found.count) }
  }
}

extension Plan {
  /// How many keys it removes.
  var removals: Int { changes.count { if case .remove = $0 { true } else { false } } }

  package var removes: Bool { removals > 0 }
}
