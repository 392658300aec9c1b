import KeyFacts
import KeyPlanning
import KeyReports
import KeyRules
import KeySecrets

extension Migration {
  /// The gate's reasons, and each conflict with its places and the command lines that would resolve it.
  func refusals(_ blocked: Blocked, _ inventory: Inventory) -> [Refusal] {
    let confirmation = confirmation(of: blocked.reasons)
    let reasons = blocked.reasons.map { reason in
      Refusal(reason: reason.words, commands: consent(reason) == nil ? [] : confirmation)
    }
    guard options.onConflict == .error else { return reasons }
    let conflicts = inventory.conflicts.map { conflict in
      let settings = conflict.settings.map { inventory.settings[$0] }
      return Refusal(
        reason: "\(conflict.identity) has \(settings.count) different keys",
        places: settings.map {
          Refusal.Place(setting: $0.setting.name, location: $0.setting.location, key: $0.key?.summary)
        },
        commands: resolutions(conflict, settings.map(\.setting.location), inventory))
    }
    return reasons + conflicts
  }

  /// The command line of a person who means the removals, for all that waits for consent; empty when consent is not enough.
  private func confirmation(of reasons: [Blocked.Reason]) -> [String] {
    guard !reasons.contains(where: isBeyondConsent) else { return [] }
    return [options.invocation.adding(reasons.compactMap(consent))]
  }

  private func isBeyondConsent(_ reason: Blocked.Reason) -> Bool {
    switch reason {
    case .unseenValues, .pathsLeftOut, .noKeyFound, .tooLong: true
    case .errors, .tooManyRemovals: false
    }
  }

  /// What no finding of an error tells of is among the reasons; KF404 is a guard that one does tell of.
  func isGuard(_ blocked: Blocked) -> Bool {
    blocked.isGuard || blocked.reasons.contains { consent($0) != nil }
  }

  private func consent(_ reason: Blocked.Reason) -> Invocation.Option? {
    switch reason {
    case .errors(let rule, _) where rule == RuleCatalog.lastKeyRule: Invocation.Option(name: "--yes")
    case .tooManyRemovals(let count, _): Invocation.Option(name: "--max-deletes", value: String(count))
    case .errors, .unseenValues, .pathsLeftOut, .noKeyFound, .tooLong: nil
    }
  }

  /// For each side of a conflict, a command line that reads all sources of keys but the other sides'; then those that
  /// settle every conflict.
  private func resolutions(
    _ conflict: Conflict, _ places: [SourceLocation], _ inventory: Inventory
  ) -> [String] {
    let sides = sources(places)
    let all = sources(inventory.settings.filter { $0.isEffective && $0.key != nil }.map(\.setting.location))
    let invocation = options.invocation
    var commands = ["first", "all"].map {
      invocation.adding([Invocation.Option(name: "--on-conflict", value: $0)])
    }
    // With --prune, a source left out is a source whose keys go.
    guard sides.count > 1, all.count <= Self.mostSourcesShown, !all.contains("-"), !options.prune else {
      return commands
    }
    let chosen = sides.map { side in all.filter { other in other == side || !sides.contains(other) } }
    commands.insert(contentsOf: chosen.map { invocation.reading($0) }, at: 0)
    return commands
  }

  /// A command line of more sources is nothing to paste.
  private static let mostSourcesShown = 12

  private func sources(_ places: [SourceLocation]) -> [String] {
    var sources: [String] = []
    for place in places {
      let source =
        place.kind == .environment ? "env:" : place.path == "-" ? "-" : options.invocation.source(path: place.path)
      if !sources.contains(source) { sources.append(source) }
    }
    return sources
  }
}
