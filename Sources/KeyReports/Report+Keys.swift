package import KeyFacts

extension Report {
  /// The keys by mode, type, name and fingerprint, live and secret ones first.
  ///
  /// - Parameter limit: how many are wanted: a few of a million are found without sorting the million.
  package func keys(first limit: Int = .max) -> some RandomAccessCollection<ReportedKey> {
    ordered(first: limit) { _ in true }
  }

  /// The keys that `action` befalls in `mode`, in the order of ``keys(first:)``.
  package func changes(
    _ action: ChangeAction, in mode: KeyMode, first limit: Int = .max
  ) -> some RandomAccessCollection<ReportedKey> {
    ordered(first: limit) { $0.action == action && $0.key.mode == mode }
  }

  /// The changes: live before test, removals before additions, keeps last.
  package func changes(where isWanted: @escaping (ChangeAction) -> Bool = { _ in true }) -> some Sequence<ReportedKey> {
    KeyMode.allCases.lazy.flatMap { mode in
      ChangeAction.allCases.lazy.filter(isWanted).flatMap { action in changes(action, in: mode) }
    }
  }

  package func changeCount(_ action: ChangeAction, in mode: KeyMode) -> Int {
    ledger.entries.count { $0.action == action && $0.key.mode == mode }
  }

  /// The settings that hold `key`, by place.
  package func settings(of key: ReportedKey) -> some RandomAccessCollection<ReportedSetting> {
    key.places.lazy.map { settings[Int($0)] }
  }

  /// Why a change is made: `STRIPE_LIVE_SECRET_KEY at .env:3 and 1 more place`.
  package func why(_ key: ReportedKey) -> String {
    if let reason = key.reason { return reason }
    let active = settings(of: key).filter(\.isActive)
    guard let place = active.first(where: { $0.name == key.name }) ?? active.first else {
      return origin.map { "not in \($0)" } ?? "no setting names it"
    }
    guard !place.name.isEmpty else { return place.location.label }
    let others = active.count - 1
    let more = others == 0 ? "" : " and \(others) more \(others == 1 ? "place" : "places")"
    return "\(place.name) at \(place.location.label)\(more)"
  }

  private func key(at position: Int, of order: [UInt32]) -> ReportedKey {
    let index = Int(order[position])
    let entry = ledger.entries[index]
    let neighbours = [position - 1, position + 1].lazy.filter { order.indices.contains($0) }
    return ReportedKey(
      summary: entry.key, name: entry.name, state: KeyState(action: entry.action, hasStore: store != nil),
      action: entry.action, fields: entry.fields, places: ledger.places(of: index),
      hasTwin: neighbours.contains { ledger.entries[Int(order[$0])].isTwin(of: entry) },
      reason: ledger.reasons[entry.key.fingerprint])
  }

  private func ordered(
    first limit: Int, where isWanted: (KeyLedger.Entry) -> Bool
  ) -> LazyMapCollection<Range<Int>, ReportedKey> {
    let order = ledger.order(first: limit, where: isWanted)
    return order.indices.lazy.map { key(at: $0, of: order) }
  }
}

extension SourceLocation {
  /// `path:line`, as much of it as there is.
  package var label: String { line.map { "\(path):\($0)" } ?? path }
}
