import Glibc
import KeyFacts
import KeyPlanning
import KeyRules
import KeySecrets
package import KeyStores

/// What a run brings a store to: what settings say, or what another store holds.
struct Goal: Sendable {
  /// Without their settings, which the inventory holds.
  let readings: Readings
  let inventory: Inventory
  /// The store to copy from; with one there are no settings.
  var origin: StoreSnapshot?

  init(readings: Readings, inventory: Inventory) {
    self.readings = readings
    self.inventory = inventory
  }

  init(copying origin: StoreSnapshot) {
    let keyless = origin.keys.count { StripeKey(stored: $0.secret) == nil }
    let unread = UnreadSource(kind: .store, path: origin.location, error: .rowsWithoutKey(count: keyless))
    readings = Readings(readings: [], unread: keyless == 0 ? [] : [unread], filesSearched: 0)
    inventory = Inventory(of: [])
    self.origin = origin
  }

  var keysFound: Int { origin?.keys.count ?? inventory.keys.count }
}

extension Migration {
  /// Looks at two stores, and plans for one of them to hold what the other does; applies the plan as for settings.
  ///
  /// - Parameters:
  ///   - origin: only read, and once.
  ///   - writing: nil for a dry run.
  package func run(from origin: any KeyStore, store: any KeyStore, _ writing: Writing? = nil) -> RunResult {
    let goal: Goal
    do throws(StoreError) {
      if options.checksIntegrity { try origin.checkIntegrity() }
      let held = try origin.snapshot()
      guard held.exists else { throw origin.absence }
      goal = Goal(copying: held)
    } catch {
      return result(evidence(Goal(readings: .none, inventory: Inventory(of: []))), failure: error)
    }
    func attempt() -> RunResult {
      let state = Result { () throws(StoreError) in
        if options.checksIntegrity { try store.checkIntegrity() }
        return try store.snapshot()
      }
      return self.attempt(goal, store, state, writing)
    }
    return untilSettled(attempt(), attempt)
  }

  func plan(from snapshot: StoreSnapshot, to goal: Goal) -> Plan {
    guard let origin = goal.origin else { return Plan(from: snapshot, to: goal.inventory, options: planOptions) }
    return Plan(from: snapshot, copying: origin, skipsPublishable: options.skipPublishable, options: planOptions)
  }

  func evidence(_ goal: Goal, _ snapshot: StoreSnapshot? = nil, _ plan: Plan? = nil) -> Evidence {
    Evidence(
      readings: goal.readings, inventory: goal.inventory, conflictPolicy: options.onConflict, snapshot: snapshot,
      plan: plan, origin: goal.origin, djStripe: options.djStripe?.version)
  }
}

extension Readings {
  fileprivate static let none = Readings(readings: [], unread: [], filesSearched: 0)
}
