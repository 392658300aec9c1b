package import KeyFacts
import KeySecrets

/// Why a plan may not be carried out, in words that name places and no value.
package struct Blocked: Error, Sendable {
  package let reasons: [String]
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
    let removals = plan.changes.count { if case .remove = $0 { true } else { false } }
    if plan.options.prune {
      if !isComplete {
        reasons.append("--prune needs every value: a source was not read, or a value lies elsewhere or is encrypted")
      }
      if keysFound == 0 { reasons.append("--prune found no key in any source, and would empty the database") }
      if removals > plan.options.maxDeletes {
        reasons.append("--prune would remove \(removals) keys, and --max-deletes is \(plan.options.maxDeletes)")
      }
    }
    guard reasons.isEmpty else { throw Blocked(reasons: reasons) }
    return ApprovedPlan(revision: plan.revision, changes: plan.changes, keepsBackup: removals > 0)
  }

  /// One line a rule: `2 errors of KF302 conflicting-values`.
  private static func errorCounts(_ diagnostics: [Diagnostic]) -> [String] {
    Dictionary(grouping: diagnostics.filter { $0.severity == .error }, by: \.rule)
      .sorted { $0.key < $1.key }
      .map { rule, found in
        "\(found.count) \(found.count == 1 ? "error" : "errors") of \(rule.code) \(rule.name)"
      }
  }
}
