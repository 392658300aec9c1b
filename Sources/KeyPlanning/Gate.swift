package import KeyFacts
import KeySecrets

/// Why a plan may not be carried out.
package struct Blocked: Error, Sendable {
  package enum Reason: Hashable, Sendable {
    /// Errors of one rule.
    case errors(RuleID, count: Int)
    /// `--prune`, and a key may lie where nobody looked.
    case unseenValues
    /// `--prune`, and a pattern kept what would have been read from being so.
    case pathsLeftOut(count: Int)
    /// `--prune`, and no source has a key.
    case noKeyFound
    /// `--prune` would remove more than `--max-deletes`.
    case tooManyRemovals(count: Int, limit: Int)
    /// A new key is longer than its column in dj-stripe's table, and so are `others`.
    case tooLong(setting: String, count: Int, limit: Int, others: Int)
  }

  package let reasons: [Reason]

  /// Something is among them that no finding of an error tells of: a guard on removals, a key without room.
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
    case .pathsLeftOut(let count):
      "--prune needs every value, and exclude left out \(count) \(count == 1 ? "file or folder" : "files and folders")"
    case .noKeyFound: "--prune found no key in any source, and would empty the database"
    case .tooManyRemovals(let count, let limit): "--prune would remove \(count) keys, and --max-deletes is \(limit)"
    case .tooLong(let setting, let count, let limit, let others):
      "\(setting.isEmpty ? "a key" : setting.printable) does not fit: its key has \(count) characters, and secret of djstripe_apikey takes \(limit)\(others == 0 ? "" : "; so do \(others) more not")"
    }
  }
}

/// The one door from a plan to a store.
package enum Gate {
  /// - Parameters:
  ///   - diagnostics: of the whole run; every error blocks but those about files a sync does not read from.
  ///   - isComplete: every source was read, and no value lay elsewhere or was encrypted.
  ///   - pathsLeftOut: files and folders that a walk would have read, but for a pattern.
  package static func approve(
    _ plan: Plan, diagnostics: [Diagnostic], exempt: Set<RuleID>, isComplete: Bool, keysFound: Int,
    pathsLeftOut: Int = 0
  ) throws(Blocked) -> ApprovedPlan {
    var reasons = errorCounts(diagnostics.filter { !exempt.contains($0.rule) })
    let removals = plan.removals
    if plan.options.prune {
      if !isComplete {
        reasons.append(.unseenValues)
      }
      if pathsLeftOut > 0 { reasons.append(.pathsLeftOut(count: pathsLeftOut)) }
      if keysFound == 0 { reasons.append(.noKeyFound) }
      if removals > plan.options.maxDeletes {
        reasons.append(.tooManyRemovals(count: removals, limit: plan.options.maxDeletes))
      }
    }
    if let reason = tooLong(plan) { reasons.append(reason) }
    guard reasons.isEmpty else { throw Blocked(reasons: reasons) }
    return ApprovedPlan(revision: plan.revision, changes: plan.changes, keepsBackup: removals > 0)
  }

  /// New keys that the store would refuse, told by the first of them.
  package static func tooLong(_ plan: Plan) -> Blocked.Reason? {
    guard let limit = plan.keyWidth else { return nil }
    let unfit: [KeyFields] = plan.changes.compactMap { change in
      guard case .create(let fields) = change, fields.secret.count > limit else { return nil }
      return fields
    }
    guard let first = unfit.first else { return nil }
    return .tooLong(
      setting: first.occurrences.first?.setting ?? first.name, count: first.secret.count, limit: limit,
      others: unfit.count - 1)
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
