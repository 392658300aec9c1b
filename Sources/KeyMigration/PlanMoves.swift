import KeyFacts
import KeyPlanning
import KeyReports
import KeyRules

extension Migration {
  /// Why the plan of now is not the one that was approved; nothing where none was, or where it is.
  func moved(_ evidence: Evidence) -> [Refusal] {
    guard let approved = options.approved,
      let now = SavedPlan(evidence, approved.request, program: approved.program)
    else { return [] }
    let moves = approved.moves(to: now)
    guard !moves.isEmpty else { return [] }
    if case .store(_, isDone: true)? = moves.first, now.keys.map(\.summary) == approved.keys.map(\.summary) {
      return [moves[0].refusal(in: now)]
    }
    let shown = moves.prefix(Self.mostMovesShown).map { $0.refusal(in: now) }
    let rest = moves.count - shown.count
    return shown + (rest == 0 ? [] : [Refusal(reason: "\(rest) more differences")])
      + [
        Refusal(
          reason: "this is not the plan \(approved.id): make it again",
          commands: [approved.request.command(file: options.planFile)])
      ]
  }

  private static let mostMovesShown = 50
}

extension PlanMove {
  fileprivate func refusal(in now: SavedPlan) -> Refusal {
    switch self {
    case .store(let location, true):
      Refusal(
        reason: "\(location) changed since the plan was made: it holds what the settings say, and nothing is left to do"
      )
    case .store(let location, false): Refusal(reason: "\(location) changed since the plan was made")
    case .origin(let location): Refusal(reason: "\(location), to copy from, changed since the plan was made")
    case .stored(let key, let name): Refusal(reason: "\(now.store.location) holds \(key.words(name)) now, and did not")
    case .notStored(let key, let name): Refusal(reason: "\(now.store.location) holds \(key.words(name)) no more")
    case .otherKey(let place, let was, let new):
      Refusal(
        reason: "\(place.words) is another key: \(new.words(unlike: was)), which was \(was.words(unlike: new))",
        places: [place.refused(new)])
    case .newKey(let place, let key):
      Refusal(reason: "\(place.words) is new: \(key.redacted)", places: [place.refused(key)])
    case .goneKey(let place, let key):
      Refusal(reason: "\(place.words) is gone, or holds no key: it was \(key.redacted)")
    case .change(let key, .some(let was), .some(let new)) where Optional(was).past == Optional(new).past:
      Refusal(reason: "\(key.words(was.name)) \(Optional(was).past), and now has \(new.differences(from: was))")
    case .change(let key, let was, let new):
      Refusal(reason: "\(key.words((new ?? was)?.name ?? "")) \(was.past), and now \(new.future)")
    case .id: Refusal(reason: "the plan's name is not that of its changes: the file was changed by hand")
    }
  }
}

extension SavedPlan.Place {
  /// `STRIPE_LIVE_SECRET_KEY in .env`.
  fileprivate var words: String {
    (setting.isEmpty ? "a key" : setting) + " in " + (location.kind == .environment ? "the environment" : location.path)
  }

  fileprivate func refused(_ key: KeySummary) -> Refusal.Place {
    Refusal.Place(setting: setting, location: location, key: key)
  }
}

extension KeySummary {
  /// `sk_live_...abcd (STRIPE_LIVE_SECRET_KEY)`.
  fileprivate func words(_ name: String) -> String { redacted + (name.isEmpty ? "" : " (\(name))") }

  /// With the beginning of the fingerprint where the redacted forms are alike.
  fileprivate func words(unlike other: KeySummary) -> String {
    redacted == other.redacted ? "\(redacted) with fingerprint \(fingerprint.hex.prefix(8))" : redacted
  }
}

extension SavedPlan.Change {
  /// `the name "B", no account`: what else it says of a key that the same would be done with.
  fileprivate func differences(from was: SavedPlan.Change) -> String {
    [
      name == was.name ? nil : "the name \"\(name)\"",
      account == was.account ? nil : account.map { "the account \($0)" } ?? "no account",
    ].compactMap(\.self).joined(separator: " and ")
  }
}

extension SavedPlan.Change? {
  fileprivate var past: String {
    switch self?.action {
    case nil: "was not part of the plan"
    case .keep: "was to stay as it is"
    default: "was to be \(done)"
    }
  }

  fileprivate var future: String {
    switch self?.action {
    case nil: "nothing would be done with it"
    case .keep: "would stay as it is"
    default: "would be \(done)"
    }
  }

  private var done: String {
    guard let change = self else { return "" }
    let account = change.account.map { ", for \($0)" } ?? ""
    switch change.action {
    case .create: return "created as \(change.name)\(account)"
    case .update: return "updated (\(change.fields.names.joined(separator: ", "))) to \(change.name)\(account)"
    case .remove: return "removed"
    case .keep: return "kept"
    }
  }
}

extension SavedPlan.Request {
  /// The command line that makes the plan anew.
  func command(file: String) -> String {
    func option(_ name: String, _ value: String?) -> [String] { value.map { [name, $0] } ?? [] }
    func flag(_ name: String, _ isSet: Bool) -> [String] { isSet ? [name] : [] }
    let options =
      option("--db", database) + option("--layout", layout) + option("--from", from)
      + flag("--no-env", leavesEnvironmentOut)
      + option("--dotenv-dialect", dialect == "python-dotenv" ? nil : dialect)
      + option("--on-conflict", onConflict == .error ? nil : onConflict.rawValue)
      + flag("--include-unmapped", includeUnmapped) + flag("--skip-publishable", skipPublishable)
      + flag("--prune", prune) + option("--max-deletes", maxDeletes == 10 ? nil : String(maxDeletes))
      + flag("--yes", confirmed) + option("--account", account) + option("--djstripe-version", release)
    return Invocation(arguments: ["plan"] + sources + options + ["--out", file], sources: []).adding([])
  }
}
