package import KeyFacts
import KeyPlanning
package import KeyReports
import KeyRules
package import KeySecrets
package import KeyStores

/// The order of the stages: read, take stock, look at the store, plan, check, report; and for a sync, apply.
package struct Migration: Sendable {
  package struct Options: Sendable {
    package var onConflict = ConflictPolicy.error
    package var includeUnmapped = false
    package var skipPublishable = false
    package var prune = false
    package var maxDeletes = 10
    /// A person confirmed that the last key of a type and mode may go.
    package var confirmed = false
    /// `check --integrity`: look for damage in the whole store first.
    package var checksIntegrity = false
    /// `check --strict`: a stored key that no setting names is drift too.
    package var strict = false
    /// The Stripe account of the sources' keys.
    package var account: String?
    /// The release of dj-stripe that will read the database; nil takes what its tables tell.
    package var djStripe: DjStripeRelease?
    /// What the configuration says of rules.
    package var policy = FindingPolicy()
    /// The command line that was given, for the command lines that would resolve a refusal; no secret is ever in it.
    package var invocation = Invocation(arguments: [], sources: [])
    /// How the store names the sources of its keys.
    package var places = StoredPlaces.asGiven
    /// Where the sources are in a repository.
    package var repository = RepositoryPaths.none
    /// Findings that are known.
    package var known: KnownFindings?
    /// `plan --out`: what was asked for, to be told in the file.
    package var saves: SavedPlan.Request?
    /// `sync --plan`: nothing is written but this.
    package var approved: SavedPlan?
    /// The file that it is in, or will be.
    package var planFile = "plan.json"
    /// The program's version, for the file of a plan.
    package var program = ""

    package init() {}
  }

  package let command: ReportCommand
  package let options: Options

  package init(_ command: ReportCommand, options: Options = Options()) {
    self.command = command
    self.options = options
  }

  private var inventoryOptions: Inventory.Options {
    Inventory.Options(
      onConflict: options.onConflict, includeUnmapped: options.includeUnmapped,
      skipPublishable: options.skipPublishable)
  }

  var planOptions: Plan.Options {
    var plan = Plan.Options(
      prune: options.prune, maxDeletes: options.maxDeletes, confirmed: options.confirmed, account: options.account)
    plan.places = options.places
    return plan
  }

  /// Looks at sources alone.
  package func scan(_ readings: consuming Readings) -> RunResult {
    let inventory = Inventory(of: readings.readings, options: inventoryOptions)
    let readings = readings.withoutSettings
    return result(Evidence(readings: readings, inventory: inventory, conflictPolicy: options.onConflict))
  }

  /// Looks at sources and store, and plans; applies the plan when asked to and when the gate lets it through.
  ///
  /// A store that another process changed meanwhile is looked at again, and planned for anew.
  /// - Parameters:
  ///   - writing: nil for a dry run.
  ///   - read: the sources. A store that takes its time is looked at meanwhile.
  package func run<Failure>(
    store: any KeyStore, _ writing: Writing? = nil, _ read: () throws(Failure) -> Readings
  ) throws(Failure) -> RunResult {
    let look = { @Sendable [options] in
      Result { () throws(StoreError) in
        if options.checksIntegrity { try store.checkIntegrity() }
        return try store.snapshot()
      }
    }
    let take = { () throws(Failure) in
      let readings = try read()
      let inventory = Inventory(of: readings.readings, options: inventoryOptions)
      return (Goal(readings: readings.withoutSettings, inventory: inventory), readings.readings)
    }
    let ((goal, settings), snapshot) = try Concurrently.both(worthIt: store.takesTime, take, look)
    var result = untilSettled(attempt(goal, store, snapshot, writing)) {
      attempt(goal, store, look(), writing)
    }
    result.remains.append(settings)
    return result
  }

  func findings(_ evidence: Evidence) -> Findings {
    let findings = RuleCatalog.findings(evidence, policy: options.policy)
    guard let known = options.known else { return findings }
    return findings.settingAside(known: known.baseline, in: options.repository)
  }

  /// Looks and plans again while another process changes the store in between.
  func untilSettled(_ first: RunResult, _ again: () -> RunResult) -> RunResult {
    var result = first
    var attempts = 1
    while result.isStale, attempts < Self.mostAttempts {
      result = again()
      attempts += 1
    }
    return result
  }

  /// Starts over while `isStale` says that another process changed the store between look and write.
  static func untilSettled<Value, Failure>(
    _ isStale: (Failure) -> Bool, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    for _ in 1..<mostAttempts {
      do throws(Failure) {
        return try body()
      } catch {
        guard isStale(error) else { throw error }
      }
    }
    return try body()
  }

  /// Rivals that each write once can't keep a sync from its turn for longer.
  static let mostAttempts = 100

  /// From so many keys on a second thread is worth its start.
  private static let many = 10_000

  func attempt(
    _ goal: Goal, _ store: any KeyStore, _ state: consuming Result<StoreSnapshot, StoreError>,
    _ writing: Writing?
  ) -> RunResult {
    let snapshot: StoreSnapshot
    do throws(StoreError) {
      snapshot = try state.get()
    } catch {
      return result(evidence(goal), failure: error)
    }
    let (plan, sources) = Concurrently.both(
      worthIt: goal.keysFound >= Self.many, { self.plan(from: snapshot, to: goal) },
      { ReportFacts.sources(goal.readings, goal.inventory, origin: goal.origin) })
    let evidence = evidence(goal, snapshot, plan)
    if command == .effective { return effective(evidence, sources) }
    let findings = findings(evidence)
    guard command != .check else {
      let refusal = Gate.tooLong(plan).map { Refusal(reason: $0.words) }
      return result(evidence, sources, findings: findings, refusals: refusal.map { [$0] } ?? [])
    }
    let moved = moved(evidence)
    do throws(Blocked) {
      let approved = try Gate.approve(
        plan, diagnostics: findings.blocking(removes: plan.removes), exempt: RuleCatalog.exempt,
        isComplete: evidence.isComplete, keysFound: goal.keysFound, pathsLeftOut: evidence.readings.pathsLeftOut)
      guard let writing, moved.isEmpty else { return result(evidence, sources, findings: findings, refusals: moved) }
      return result(evidence, sources, findings: findings) { planID in
        Result { () throws(StoreError) in try store.apply(approved, writing, plan: planID) }
      }
    } catch {
      return result(
        evidence, sources, findings: findings, refusals: moved + refusals(error, goal.inventory),
        isGuarded: isGuard(error))
    }
  }

  /// - Parameter sources: what is to be reported of them; nil where nobody made it yet.
  func result(
    _ evidence: Evidence, _ sources: ReportedSources? = nil, findings: Findings? = nil, refusals: [Refusal] = [],
    isGuarded: Bool = false, failure: StoreError? = nil, reason: String? = nil,
    applying apply: ((_ planID: String) -> Result<Receipt, StoreError>)? = nil
  ) -> RunResult {
    let findings = findings ?? self.findings(evidence)
    let effective = reported(evidence)
    var facts = ReportFacts(evidence, sources, strict: options.strict, refusals: refusals)
    // The store's history names the plan as the report does.
    let applied = apply.map { $0(facts.plan?.id ?? "") }
    let outcome = applied.map(Outcome.init) ?? (failure?.message ?? reason).map { .failed(reason: $0) } ?? .notApplied
    let verdict =
      evidence.lock?.verdict(isComparable: evidence.isComparableWithLock)
      ?? (command == .check && facts.plan != nil && failure == nil ? facts.checkVerdict : nil)
    let report = Report(
      command: command, sources: facts.sources, plan: facts.takePlan(), effective: effective,
      lock: evidence.lock.map(ReportedLock.init),
      diagnostics: findings.kept, suppressed: findings.suppressed, outcome: outcome, verdict: verdict,
      repository: options.repository, baseline: baseline(findings, evidence))
    return RunResult(
      report: report, worst: worst(of: findings, isBlocked: !refusals.isEmpty), isComplete: facts.isComplete,
      isRefused: !refusals.isEmpty, isGuarded: isGuarded, isStale: applied?.isStale ?? false,
      isPending: facts.isPending,
      isDrift: facts.isDrift || evidence.lock?.isDrift ?? false, failure: outcome.failure,
      saved: options.saves.flatMap {
        SavedPlan(evidence, $0, program: options.program, blocked: refusals.map(\.reason))
      }, warning: (try? applied?.get())?.warning, remains: [evidence])
  }
}

extension KeyStore {
  /// What a killed run left beside the store goes with the next run, also with one that has nothing to write: a plan that
  /// writes nothing sees to it.
  func sweep(_ writing: Writing) {
    _ = try? apply(.explicit(revision: "", changes: []), writing, plan: PlanID().text)
  }

  /// Once a write has ended, no signal ends the run: its status and its report are the write's.
  func apply(_ plan: ApprovedPlan, _ writing: Writing, plan id: String) throws(StoreError) -> Receipt {
    let note = WriteNote(author: writing.author, plan: id)
    return try HeldSignals.during { () throws(StoreError) in
      do throws(StoreError) {
        let receipt = try apply(plan, note: note, now: Timestamp(microseconds: writing.now))
        if plan.writes { HeldSignals.disregard() }
        return receipt
      } catch {
        if !error.isWithoutEffect { HeldSignals.disregard() }
        throw error
      }
    }
  }
}

extension Outcome {
  init(_ applied: Result<Receipt, StoreError>) {
    switch applied {
    case .success(let receipt): self = .applied(backup: receipt.backup)
    case .failure(let error): self = .failed(reason: error.message)
    }
  }

  var failure: String? {
    guard case .failed(let reason) = self else { return nil }
    return reason
  }
}

extension Receipt {
  /// That the write is in no history, and why.
  var warning: String? { unrecorded.map { "no history is kept, and `keyferry undo` finds nothing: \($0)" } }
}

extension Result<Receipt, StoreError> {
  var isStale: Bool { if case .failure(let error) = self { error.isStale } else { false } }
}

extension StoreError {
  /// Another process changed the store between look and write.
  var isStale: Bool { if case .stale = self { true } else { false } }

  /// A signal came before anything was done, or the write is to be tried again.
  fileprivate var isWithoutEffect: Bool {
    switch self {
    case .interrupted, .stale: true
    default: false
    }
  }
}

extension Result {
  init(_ body: () throws(Failure) -> Success) {
    do throws(Failure) { self = .success(try body()) } catch { self = .failure(error) }
  }
}
