import Glibc
import KeyFacts
import KeyPlanning
package import KeyReports
package import KeyStores

/// That nothing is kept any more for an undo.
package struct Forgotten: Sendable {
  /// Something was, until now.
  package let wasKept: Bool
  /// Where it, or what was kept before, still lies for now.
  package let warning: String?
}

/// A store's history, and the way back by one write.
package struct Undoing: Sendable {
  let store: any KeyStore
  private let invocation: Invocation

  /// - Parameter invocation: the command line that was given, for the one that would confirm.
  package init(store: any KeyStore, invocation: Invocation = Invocation(arguments: [], sources: [])) {
    self.store = store
    self.invocation = invocation
  }

  /// The newest first. A store that has none is no failure.
  package func history() throws(StoreError) -> HistoryTable {
    let history = try store.history()
    guard history.exists else { throw store.absence }
    return HistoryTable(
      store: store.location, entries: history.entries.reversed().map(HistoryTable.Entry.init),
      undo: HistoryTable.WayBack(of: history), hindrance: history.hindrance)
  }

  /// Returns the store to before its last write.
  ///
  /// - Parameters:
  ///   - confirmed: the last key of a type and mode may go.
  ///   - writing: nil for a dry run.
  package func undo(confirmed: Bool, _ writing: Writing?) -> RunResult {
    let (snapshot, undo): (StoreSnapshot, Undo)
    do {
      // In this order: a write in between makes the two disagree.
      let history = try store.history()
      snapshot = try store.snapshot()
      undo = try Undo(of: history, on: snapshot)
    } catch let error as StoreError {
      return result(nil, outcome: .failed(reason: error.message))
    } catch NoUndo.noStore {
      return result(nil, outcome: .failed(reason: store.absence.message))
    } catch let none as NoUndo {
      if let writing { store.sweep(writing) }
      return result(plan(refusals: [Refusal(reason: words(none))]), isRefused: true)
    } catch {
      return result(nil, outcome: .failed(reason: "the history can't be understood"))
    }
    let guards = confirmed ? [] : undo.lastKeysRemoved.map(refusal)
    let plan = plan(undo, exists: snapshot.exists, refusals: guards)
    guard guards.isEmpty, let writing else { return result(plan, isRefused: !guards.isEmpty) }
    let applied = Result { () throws(StoreError) in
      try store.apply(.undoing(undo), writing, plan: plan.id)
    }
    return result(plan, outcome: Outcome(applied), isStale: applied.isStale, warning: (try? applied.get())?.warning)
  }

  /// Lets go of what an undo would need, removed keys among it; the keys stay as they are.
  package func forget(_ writing: Writing) throws(StoreError) -> Forgotten {
    try Migration.untilSettled(\.isStale) { () throws(StoreError) in try forgetOnce(writing) }
  }

  private func forgetOnce(_ writing: Writing) throws(StoreError) -> Forgotten {
    let revision = try store.snapshot().revision
    let history = try store.history()
    guard history.exists else { throw store.absence }
    if let hindrance = history.hindrance { throw .historyUnusable(path: store.location, why: hindrance) }
    guard history.undo != nil else {
      store.sweep(writing)
      // What was forgotten before, or went with a later write, may lie there all the same.
      return Forgotten(wasKept: false, warning: history.entries.isEmpty ? nil : try store.overwriteRemains())
    }
    let receipt = try store.apply(.forgetting(revision: revision), writing, plan: PlanID().text)
    return Forgotten(wasKept: true, warning: receipt.remains)
  }

  private func refusal(_ row: StoredKey) -> Refusal {
    let shown = KeyTable.Row(row)
    return Refusal(
      reason: "\(shown.redacted) is the last \(shown.mode.rawValue) \(shown.type.rawValue) key",
      commands: [invocation.adding([Invocation.Option(name: "--yes")])])
  }

  private func plan(_ undo: Undo? = nil, exists: Bool = true, refusals: [Refusal]) -> ReportedPlan {
    let write = undo.map { "\($0.entry.note.author.command) of \($0.entry.time.text)" } ?? ""
    // One text for all keys that stay, which may be many.
    let untouched = "untouched by the \(write)"
    return ReportedPlan(
      store: ReportedStore(location: store.location, exists: exists),
      changes: (undo?.changes ?? []).compactMap { change in
        change.summary(why: change.undoneVerb.map { "\($0) by the \(write)" } ?? untouched)
      },
      refusals: refusals)
  }

  private func result(
    _ plan: ReportedPlan?, outcome: Outcome = .notApplied, isRefused: Bool = false, isStale: Bool = false,
    warning: String? = nil
  ) -> RunResult {
    RunResult(
      report: Report(command: .undo, plan: plan, outcome: outcome), worst: nil, isComplete: true,
      isRefused: isRefused, isGuarded: isRefused, isStale: isStale, isPending: false, isDrift: false,
      failure: outcome.failure, saved: nil, warning: warning, remains: [])
  }
}

extension Change {
  /// What was done to the row by the write that this undoes; nil for nothing.
  fileprivate var undoneVerb: String? {
    switch self {
    case .restore(_, over: nil): "removed"
    case .restore, .update: "changed"
    case .remove: "made"
    case .create, .keep: nil
    }
  }
}

extension Undoing {
  /// In a message's style.
  private func words(_ none: NoUndo) -> String {
    let location = store.location
    return switch none {
    case .noStore: store.absence.message
    case .nothingKept(let hindrance?): "the history of \(location.printable) can't be used: \(hindrance)"
    case .nothingKept(nil): "\(location.printable) has no history: there is nothing to undo"
    case .notUndoable(let entry):
      entry.note.author.command.hasPrefix("undo")
        ? "the last change was \(entry.note.author.command), and nothing is kept to undo it: sync again to have its keys back"
        : "nothing is kept to undo the \(entry.note.author.command) of \(entry.time.text)"
    case .damaged(let entry, let why):
      "what \(location.printable) keeps to undo the \(entry.note.author.command) of \(entry.time.text) can't be put back: \(why)"
    case .moved(let entry, let words):
      "\(location.printable) changed since the \(entry.note.author.command) of \(entry.time.text): "
        + words.joined(separator: "; ")
    }
  }
}

extension HistoryTable.WayBack {
  fileprivate init(of history: StoreHistory) {
    guard let undo = history.undo else {
      self = .notKept
      return
    }
    self = history.obstacle != nil ? .damaged : undo.isCurrent ? .open : .movedOn
  }
}

extension HistoryTable.Entry {
  fileprivate init(_ entry: HistoryEntry) {
    self.init(
      time: entry.time.text, version: entry.note.author.version, command: entry.note.author.command,
      user: entry.note.author.user, plan: entry.note.plan, created: entry.counts.created,
      updated: entry.counts.updated, removed: entry.counts.removed, keys: entry.keys)
  }
}
