import KeyFacts
import KeyPlanning
import KeyReports
import KeySecrets

extension Migration {
  /// The gate's reasons, and each conflict with its places and the command lines that would resolve it.
  func refusals(_ blocked: Blocked, _ inventory: Inventory) -> [Refusal] {
    guard options.onConflict == .error else { return blocked.reasons.map { Refusal(reason: $0) } }
    let conflicts = inventory.conflicts.map { conflict in
      let settings = conflict.settings.map { inventory.settings[$0] }
      return Refusal(
        reason: "\(conflict.identity) has \(settings.count) different keys",
        places: settings.map {
          Refusal.Place(setting: $0.setting.name, location: $0.setting.location, key: $0.key?.summary)
        },
        commands: resolutions(settings.map(\.setting.location)))
    }
    return blocked.reasons.map { Refusal(reason: $0) } + conflicts
  }

  /// One command line a source that could be the only one, then those that settle every conflict.
  private func resolutions(_ places: [SourceLocation]) -> [String] {
    var sources: [String] = []
    for place in places {
      let source = place.kind == .environment ? "env:" : place.path
      if source != "-", !sources.contains(source) { sources.append(source) }
    }
    let invocation = options.invocation
    return (sources.count > 1 ? sources.map(invocation.reading(only:)) : [])
      + [invocation.adding("--on-conflict", "first"), invocation.adding("--on-conflict", "all")]
  }
}
