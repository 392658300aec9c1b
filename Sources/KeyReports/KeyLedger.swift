import KeyFacts

/// Every key of a run once, with its change and the settings that hold it: 60 bytes a key.
struct KeyLedger: Sendable {
  struct Entry: Sendable {
    let key: KeySummary
    var name: String
    /// Its only place, as most keys have it; of several, where their run of ``KeyLedger/shared`` starts.
    fileprivate var start: UInt32 = 0
    fileprivate(set) var count: UInt32 = 0
    var action: ChangeAction?
    var fields = ChangedFields.none
    /// A change speaks of the key, and leaves its name to the setting that holds it.
    var isUnnamed = false
  }

  private(set) var entries: [Entry] = []
  /// Indices of settings, for keys that several hold: those of one key side by side and in their order.
  private var shared: [UInt32] = []
  private(set) var reasons: [Fingerprint: String] = [:]
  // Open addressing: at the slot that the fingerprint, itself a random number, names, entry + 1 in the low half and
  // 32 more bits of the fingerprint in the high one, so that few entries need be looked at.
  private var slots: [UInt64] = []

  /// Makes room for `count` keys.
  mutating func reserve(_ count: Int) {
    entries.reserveCapacity(count)
    let size = (count * 2).roundedUpToPowerOfTwo
    if size > slots.count { grow(to: size) }
  }

  mutating func add(_ change: ChangeSummary) {
    let index = entry(for: change.key, named: "")
    entries[index].name = change.name ?? ""
    entries[index].isUnnamed = change.name == nil
    entries[index].action = change.action
    entries[index].fields = change.fields
    if let why = change.why { reasons[change.key.fingerprint] = why }
  }

  /// Takes in which setting holds which key; a key that no change speaks of gets its first setting's name.
  ///
  /// - Parameter names: those of the keys that have a better one.
  mutating func attach(_ settings: [ReportedSetting], names: [Fingerprint: String] = [:]) {
    if entries.isEmpty { reserve(settings.count { $0.key != nil }) }
    var owners = [UInt32](repeating: .max, count: settings.count)
    var isShared = false
    for place in settings.indices {
      guard let key = settings[place].key else { continue }
      let index = entry(for: key, named: names[key.fingerprint] ?? settings[place].name)
      if entries[index].isUnnamed {
        entries[index].name = names[key.fingerprint] ?? settings[place].name
        entries[index].isUnnamed = false
      }
      if entries[index].count == 0 { entries[index].start = UInt32(place) } else { isShared = true }
      entries[index].count += 1
      owners[place] = UInt32(index)
    }
    slots = []
    if isShared { gather(owners) }
  }

  /// Puts the places of each key that has several side by side.
  ///
  /// - Parameter owners: for each setting, the entry of its key.
  private mutating func gather(_ owners: [UInt32]) {
    var end: UInt32 = 0
    for index in entries.indices where entries[index].count > 1 {
      entries[index].start = end
      end += entries[index].count
    }
    shared = [UInt32](repeating: 0, count: Int(end))
    for (setting, owner) in owners.enumerated() where owner != .max && entries[Int(owner)].count > 1 {
      shared[Int(entries[Int(owner)].start)] = UInt32(setting)
      entries[Int(owner)].start += 1
    }
    for index in entries.indices where entries[index].count > 1 { entries[index].start -= entries[index].count }
  }

  func places(of index: Int) -> ArraySlice<UInt32> {
    let (start, count) = (entries[index].start, Int(entries[index].count))
    return count == 1 ? [start] : shared[Int(start)..<Int(start) + count]
  }

  private mutating func entry(for key: KeySummary, named name: @autoclosure () -> String) -> Int {
    if entries.count * 2 >= slots.count { grow(to: max(16, slots.count * 2)) }
    let slot = self.slot(of: key.fingerprint)
    if slots[slot] != 0 { return Self.index(in: slots[slot]) }
    entries.append(Entry(key: key, name: name()))
    slots[slot] = Self.tag(of: key.fingerprint) | UInt64(entries.count)
    return entries.count - 1
  }

  private mutating func grow(to count: Int) {
    slots = [UInt64](repeating: 0, count: count)
    for (index, entry) in entries.enumerated() {
      slots[slot(of: entry.key.fingerprint)] = Self.tag(of: entry.key.fingerprint) | UInt64(index + 1)
    }
  }

  private func slot(of fingerprint: Fingerprint) -> Int {
    let mask = slots.count - 1
    let tag = Self.tag(of: fingerprint)
    var slot = Int(truncatingIfNeeded: fingerprint.low) & mask
    while slots[slot] != 0 {
      let isCandidate = slots[slot] >> 32 == tag >> 32
      if isCandidate, entries[Self.index(in: slots[slot])].key.fingerprint == fingerprint { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private static func tag(of fingerprint: Fingerprint) -> UInt64 { fingerprint.high & 0xFFFF_FFFF_0000_0000 }
  private static func index(in slot: UInt64) -> Int { Int(slot & 0xFFFF_FFFF) - 1 }
}

extension Int {
  fileprivate var roundedUpToPowerOfTwo: Int { self <= 1 ? 1 : 1 << (bitWidth - (self - 1).leadingZeroBitCount) }
}
