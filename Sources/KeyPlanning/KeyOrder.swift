import KeyFacts
import KeySecrets

/// Sorting a million keys by their bytes without comparing them whole.
enum KeyOrder {
  /// A setting with a key, and the key's first bytes.
  struct Entry {
    fileprivate let head: UInt64
    let index: Int32
  }

  /// The effective settings that hold a key: by secret, and for one secret in the order of `settings`.
  static func bySecret(_ settings: [JudgedSetting]) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(settings.count)
    for (index, judged) in settings.enumerated() where judged.isEffective {
      if let key = judged.key { entries.append(Entry(head: key.sortingHead, index: Int32(index))) }
    }
    entries.sort { a, b in
      if a.head != b.head { return a.head < b.head }
      guard let x = settings[Int(a.index)].key?.secret, let y = settings[Int(b.index)].key?.secret, x != y
      else { return a.index < b.index }
      return x < y
    }
    return entries
  }

  /// Calls `body` with each key and the settings that name it.
  static func forEachGroup(
    of sorted: [Entry], in settings: [JudgedSetting], _ body: (StripeKey, ArraySlice<Entry>) -> Void
  ) {
    var start = 0
    while start < sorted.count {
      guard let key = settings[Int(sorted[start].index)].key else { return }
      var end = start + 1
      // Different first bytes spare a look at the keys, which lie all over the memory.
      while end < sorted.count, sorted[end].head == sorted[start].head, settings[Int(sorted[end].index)].key == key {
        end += 1
      }
      body(key, sorted[start..<end])
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

  static func conflicts(in settings: [JudgedSetting]) -> [Conflict] {
    var entries: [Entry] = []
    for (index, judged) in settings.enumerated() where judged.isEffective && judged.key != nil {
      guard judged.setting.meaning.isMapped else { continue }
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
      return distinct.count > 1 ? Conflict(identity: identity, settings: distinct) : nil
    }
  }

  private static func fnv1a(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
