import KeyFacts

/// Which source feeds which key, and what becomes of it: as many of each as a picture can hold, the rest in groups.
struct FlowGraph {
  struct Source {
    /// A path; empty for the sources that are not shown by name.
    let path: String
    let kind: SourceKind
    /// Of sources: 1 for one that is shown by name.
    var count = 1
  }

  /// A key, or all further ones of a mode, type and state.
  struct Key {
    let summary: KeySummary?
    let name: String
    let mode: KeyMode
    let type: KeyType
    let state: KeyState
    let isConflicting: Bool
    var count = 1
  }

  /// - Parameter isUsed: a place that a sync reads; else one that is overridden or stands in an example file.
  struct Feed {
    let source: Int
    let key: Int
    let isUsed: Bool
  }

  static let mostKeys = 24
  static let mostSources = 14

  let sources: [Source]
  /// Live before test, in the order of the report's keys, groups after the keys of their mode.
  let keys: [Key]
  /// By source, then key.
  let feeds: [Feed]
  let keyCount: Int
  let sourceCount: Int

  init(_ report: Report) {
    let (keys, node) = Self.keys(of: report)
    let paths = Self.paths(of: report, node, named: keys.map { $0.summary != nil })
    let shown = Self.shown(paths)
    var feeds: [Int: Bool] = [:]
    for (index, key) in node.enumerated() {
      for place in report.ledger.places(of: index) {
        let setting = report.settings[Int(place)]
        let source = shown.index[setting.location.path] ?? shown.sources.count - 1
        feeds[source * keys.count + key, default: false] =
          feeds[source * keys.count + key, default: false] || setting.isActive
      }
    }
    self.keys = keys
    sources = shown.sources
    self.feeds = feeds.sorted { $0.key < $1.key }.map { place, isUsed in
      Feed(source: place / keys.count, key: place % keys.count, isUsed: isUsed)
    }
    keyCount = node.count
    sourceCount = paths.count
  }

  /// The keys to draw, and for each entry of the ledger the one that stands for it.
  private static func keys(of report: Report) -> (keys: [Key], node: [Int]) {
    let entries = report.ledger.entries
    let named = Set(
      mostTelling(of: report).map { Int($0) })
    let groups = Dictionary(
      entries.indices.lazy.filter { !named.contains($0) }.map { (Group(entries[$0], report), 1) }, uniquingKeysWith: +)
    let order = named.sorted { entries[$0] < entries[$1] }
    var keys: [Key] = []
    var node = [Int](repeating: 0, count: entries.count)
    var nodeOfGroup: [Group: Int] = [:]
    for mode in KeyMode.allCases {
      for index in order where entries[index].key.mode == mode {
        let entry = entries[index]
        node[index] = keys.count
        keys.append(
          Key(
            summary: entry.key, name: entry.name, mode: mode, type: entry.key.type,
            state: KeyState(action: entry.action, hasStore: report.store != nil),
            isConflicting: report.conflicting.contains(entry.key.fingerprint)))
      }
      for (group, count) in groups.sorted(by: { $0.key < $1.key }) where group.mode == mode {
        nodeOfGroup[group] = keys.count
        keys.append(
          Key(
            summary: nil, name: "", mode: mode, type: group.type, state: group.state,
            isConflicting: group.isConflicting, count: count))
      }
    }
    for index in entries.indices where !named.contains(index) {
      node[index] = nodeOfGroup[Group(entries[index], report)] ?? 0
    }
    return (keys, node)
  }

  /// All keys, or as many as there is room for of those that there is something to say of: in conflict, removed, created
  /// and updated ones, in this order. Where no store was looked at, it is the first ones.
  private static func mostTelling(of report: Report) -> [UInt32] {
    let ledger = report.ledger
    guard ledger.entries.count > mostKeys else { return ledger.entries.indices.map { UInt32($0) } }
    var chosen = ledger.order(first: mostKeys) { report.conflicting.contains($0.key.fingerprint) }
    for action in report.store == nil ? [nil] : [ChangeAction.remove, .create, .update] {
      chosen += ledger.order(first: mostKeys - chosen.count) {
        $0.action == action && !report.conflicting.contains($0.key.fingerprint)
      }
    }
    return chosen
  }

  private struct Path {
    let path: String
    let kind: SourceKind
    /// Keys that are drawn by themselves come from it.
    let feedsNamed: Bool
  }

  /// The sources of keys, in their order.
  private static func paths(of report: Report, _ node: [Int], named: [Bool]) -> [Path] {
    var isNamed = [Bool?](repeating: nil, count: report.settings.count)
    for index in node.indices {
      for place in report.ledger.places(of: index) { isNamed[Int(place)] = named[node[index]] }
    }
    var paths: [Path] = []
    var index: [String: Int] = [:]
    for (setting, isNamed) in zip(report.settings, isNamed) {
      guard let isNamed else { continue }
      let path = setting.location.path
      if let known = index[path] {
        guard isNamed, !paths[known].feedsNamed else { continue }
        paths[known] = Path(path: path, kind: paths[known].kind, feedsNamed: true)
      } else {
        index[path] = paths.count
        paths.append(Path(path: path, kind: setting.location.kind, feedsNamed: isNamed))
      }
    }
    return paths
  }

  /// All of them, or as many as there is room for, and one that stands for the rest.
  private static func shown(_ paths: [Path]) -> (sources: [Source], index: [String: Int]) {
    var left = paths.count > mostSources ? mostSources - 1 : paths.count
    var chosen: Set<Int> = []
    for wanted in [true, false] {
      for (index, path) in paths.enumerated() where path.feedsNamed == wanted && left > 0 {
        chosen.insert(index)
        left -= 1
      }
    }
    var sources: [Source] = []
    var index: [String: Int] = [:]
    for (number, path) in paths.enumerated() where chosen.contains(number) {
      index[path.path] = sources.count
      sources.append(Source(path: path.path, kind: path.kind))
    }
    let rest = paths.count - sources.count
    if rest > 0 { sources.append(Source(path: "", kind: .file, count: rest)) }
    return (sources, index)
  }

  private struct Group: Hashable, Comparable {
    let mode: KeyMode
    let type: KeyType
    let state: KeyState
    let isConflicting: Bool

    init(_ entry: KeyLedger.Entry, _ report: Report) {
      mode = entry.key.mode
      type = entry.key.type
      state = KeyState(action: entry.action, hasStore: report.store != nil)
      isConflicting = report.conflicting.contains(entry.key.fingerprint)
    }

    static func < (a: Group, b: Group) -> Bool {
      if a.type != b.type { return a.type < b.type }
      return (a.state.rawValue, a.isConflicting ? 0 : 1) < (b.state.rawValue, b.isConflicting ? 0 : 1)
    }
  }
}
