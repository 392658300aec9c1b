import KeyFacts

/// Every key of a run once, with its change and the settings that hold it: 60 bytes a key.
struct KeyLedger: Sendable {
  struct Entry: Sendable {
    let key: KeySummary
    var name: String
    /// Where its run of ``KeyLedger/places`` starts, and how long it is.
    var start: UInt32 = 0
    var count: UInt32 = 0
    var action: ChangeAction?
    var fields = ChangedFields.none
    /// A change speaks of the key, and leaves its name to the setting that holds it.
    var isUnnamed = false
  }

  private(set) var entries: [Entry] = []
  /// Indices of settings, those of one key side by side and in their order.
  private(set) var places: [UInt32] = []
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
    let owners = settings.map { setting in
      guard let key = setting.key else { return UInt32.max }
      let index = entry(for: key, named: names[key.fingerprint] ?? setting.name)
      if entries[index].isUnnamed {
        entries[index].name = names[key.fingerprint] ?? setting.name
        entries[index].isUnnamed = false
      }
      return UInt32(index)
    }
    slots = []
    for owner in owners where owner != .max { entries[Int(owner)].count += 1 }
    var start: UInt32 = 0
    for index in entries.indices {
      entries[index].start = start
      start += entries[index].count
      entries[index].count = 0
    }
    places = [UInt32](repeating: 0, count: Int(start))
    for (setting, owner) in owners.enumerated() where owner != .max {
      let index = Int(owner)
      places[Int(entries[index].start + entries[index].count)] = UInt32(setting)
      entries[index].count += 1
    }
  }

  func places(of index: Int) -> ArraySlice<UInt32> {
    let start = Int(entries[index].start)
    return places[start..<start + Int(entries[index].count)]
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
