import KeyFacts

/// What a ``FlowGraph`` shows, for those who do not see the picture.
struct FlowWords {
  private let graph: FlowGraph
  private let report: Report

  init(_ graph: FlowGraph, _ report: Report) {
    self.graph = graph
    self.report = report
  }

  /// In a sentence or two.
  var description: String {
    let feeding = graph.sourceCount == 1 ? "feeds" : "feed"
    let way = report.store.map { ", which go into the database \($0.location)" } ?? ""
    let states = KeyState.allCases.compactMap { state in
      let count = graph.keys.reduce(0) { $0 + ($1.state == state ? $1.count : 0) }
      return count == 0 ? nil : "\(PlainWords.digits(count)) \(state.word(applied: report.applied))"
    }
    let conflicts = graph.keys.reduce(0) { $0 + ($1.isConflicting ? $1.count : 0) }
    let conflict = conflicts == 0 ? "" : " \(PlainWords.count(conflicts, "key")) in conflict."
    return
      "\(PlainWords.count(graph.sourceCount, "source")) \(feeding) \(PlainWords.count(graph.keyCount, "key"))\(way): "
      + states.joined(separator: ", ") + "." + conflict + " The same in words stands below the picture."
  }

  var caption: String {
    var parts = [
      "\(PlainWords.count(graph.sourceCount, "source")), \(PlainWords.count(graph.keyCount, "key"))"
    ]
    let named = graph.keys.count { $0.summary != nil }
    if named < graph.keyCount {
      parts.append(
        "\(PlainWords.digits(named)) keys are drawn one by one, the other \(PlainWords.digits(graph.keyCount - named))"
          + " as groups of one type, mode and state")
    }
    if let rest = graph.sources.last, rest.path.isEmpty {
      parts.append("\(PlainWords.count(rest.count, "source")) drawn as one")
    }
    return parts.joined(separator: "; ") + "."
  }

  var legend: [HTMLFlow.Sign] {
    var signs: [HTMLFlow.Sign] = KeyState.allCases.compactMap { state in
      guard graph.keys.contains(where: { $0.state == state && !$0.isConflicting }) else { return nil }
      return HTMLFlow.Sign(
        tone: HTMLTone(state).rawValue, sign: state.sign, words: state.meaning(applied: report.applied))
    }
    if graph.keys.contains(where: \.isConflicting) {
      signs.append(
        HTMLFlow.Sign(tone: "error", sign: "\u{2260}", words: "in conflict: one setting, different keys"))
    }
    if graph.feeds.contains(where: { !$0.isUsed }) {
      signs.append(
        HTMLFlow.Sign(tone: "quiet", sign: "\u{22EF}", words: "dotted: not read from there (overridden, or an example)")
      )
    }
    return signs
  }

  var sentences: [HTMLFlow.Sentence] {
    var sentences = graph.sources.indices.map { source in
      let feeds = graph.feeds.filter { $0.source == source }
      return HTMLFlow.Sentence(
        source: graph.sources[source].name, feeds: " (\(graph.sources[source].kindWord)) feeds:",
        keys: feeds.map { words(graph.keys[$0.key], isUsed: $0.isUsed) })
    }
    let fed = Set(graph.feeds.map(\.key))
    let alone = graph.keys.indices.filter { !fed.contains($0) }
    if let store = report.store, !alone.isEmpty {
      sentences.append(
        HTMLFlow.Sentence(
          source: store.location, feeds: " alone holds:", keys: alone.map { words(graph.keys[$0], isUsed: true) }))
    }
    return sentences
  }

  private func words(_ key: FlowGraph.Key, isUsed: Bool) -> HTMLFlow.Sentence.Key {
    let what = "\(key.mode.rawValue) \(key.type.rawValue) key"
    return HTMLFlow.Sentence.Key(
      text: key.summary == nil ? PlainWords.count(key.count, what) : what, key: key.summary?.redacted, name: key.name,
      state: key.note(applied: report.applied) + (isUsed ? "" : ", and not from here"))
  }
}

extension KeyState {
  fileprivate func meaning(applied: Bool) -> String {
    switch self {
    case .found: "found"
    case .new: applied ? "created in the database" : "new: to be created"
    case .stale: applied ? "updated in the database" : "to be updated"
    case .stored: "in the database, unchanged"
    case .removed: applied ? "removed from the database" : "to be removed"
    case .notSynced: "not synced"
    }
  }
}
