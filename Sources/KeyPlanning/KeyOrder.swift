import KeyFacts
import KeySecrets

/// Sorting a million keys by their bytes without comparing them whole.
enum KeyOrder {
  /// A setting with a key, and the key's first bytes.
  struct Entry {
    fileprivate let head: UInt64
    // Key and meaning stand here, too: going through the keys in their order, one would have to look for each setting
    // all over the memory.
    fileprivate let key: StripeKey
    let isMapped: Bool
    let index: Int32
  }

  /// The effective settings that hold a key: by secret, and for one secret in the order of `settings`.
  static func bySecret(_ settings: [JudgedSetting]) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(settings.count)
    for (index, judged) in settings.enumerated() where judged.isEffective {
      guard let key = judged.key else { continue }
      entries.append(
        Entry(head: key.sortingHead, key: key, isMapped: judged.setting.meaning.isMapped, index: Int32(index)))
    }
    entries.sort { a, b in
      if a.head != b.head { return a.head < b.head }
      let order = a.key.secret.compare(b.key.secret)
      return order == 0 ? a.index < b.index : order < 0
    }
    return entries
  }

  /// Calls `body` with each key and the settings that name it.
  static func forEachGroup(of sorted: [Entry], _ body: (StripeKey, ArraySlice<Entry>) -> Void) {
    var start = 0
    while start < sorted.count {
      let first = sorted[start]
      var end = start + 1
      // Different first bytes spare a look at the keys.
      while end < sorted.count, sorted[end].head == first.head, sorted[end].key == first.key { end += 1 }
      body(first.key, sorted[start..<end])
      start = end
    }
  }
}

/// Finding settings with two keys among a million without a dictionary of their names.
enum ConflictSearch {
  private struct Entry {
    let hash: UInt64
    let index: Int32
  }

  /// - Parameter includesUnmapped: names that say nothing of Stripe count, too.
  static func conflicts(in settings: [JudgedSetting], includesUnmapped: Bool) -> [Conflict] {
    var entries: [Entry] = []
    entries.reserveCapacity(settings.count)
    for (index, judged) in settings.enumerated() where judged.isEffective && judged.key != nil {
      guard includesUnmapped || judged.setting.meaning.isMapped else { continue }
      entries.append(Entry(hash: fnv1a(judged.setting.identity), index: Int32(index)))
    }
    entries.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
    var conflicts: [Conflict] = []
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].hash == entries[start].hash { end += 1 }
      if end - start > 1 {
        conflicts += conflictsOfOneHash(entries[start..<end].map { Int($0.index) }, settings)
      }
      start = end
    }
    return conflicts.sorted { $0.settings[0] < $1.settings[0] }
  }

  private static func conflictsOfOneHash(_ indices: [Int], _ settings: [JudgedSetting]) -> [Conflict] {
    Dictionary(grouping: indices) { settings[$0].setting.identity }.compactMap { identity, indices in
      var seen: Set<Secret> = []
      let distinct = indices.sorted().filter { index in
        settings[index].key.map { seen.insert($0.secret).inserted } ?? false
      }
      let clashing = clashing(distinct, settings)
      return clashing.count > 1 ? Conflict(identity: identity, settings: clashing) : nil
    }
  }

  /// Those that differ from another one that may count beside them.
  ///
  /// Settings modules hold alternatives on purpose: branches of one `if`, and keys of both modes under a name for either.
  private static func clashing(_ indices: [Int], _ settings: [JudgedSetting]) -> [Int] {
    let hasModules = indices.contains { settings[$0].setting.location.kind == .python }
    guard hasModules, indices.count <= mostCompared else { return indices }
    return indices.filter { a in indices.contains { $0 != a && !areAlternatives(settings[a], settings[$0]) } }
  }

  /// Comparing each with each takes the square of their number.
  private static let mostCompared = 256

  private static func areAlternatives(_ a: JudgedSetting, _ b: JudgedSetting) -> Bool {
    let (x, y) = (a.setting, b.setting)
    guard x.location.kind == .python || y.location.kind == .python else { return false }
    if x.location.path == y.location.path, let use = x.module, let other = y.module, use.excludes(other) { return true }
    return x.meaning.mode == nil && y.meaning.mode == nil && a.key?.mode != b.key?.mode
  }

  private static func fnv1a(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
