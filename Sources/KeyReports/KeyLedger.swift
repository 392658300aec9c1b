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
    var fields: ChangedFields = []
  }

  private(set) var entries: [Entry] = []
  /// Indices of settings, those of one key side by side and in their order.
  private(set) var places: [UInt32] = []
  private(set) var reasons: [Fingerprint: String] = [:]
  // Open addressing: entry + 1 at the slot that the fingerprint, itself a random number, names.
  private var slots: [UInt32] = []

  mutating func add(_ change: ChangeSummary) {
    let index = entry(for: change.key, named: change.name)
    entries[index].name = change.name
    entries[index].action = change.action
    entries[index].fields = change.fields
    if let why = change.why { reasons[change.key.fingerprint] = why }
  }

  /// Takes in which setting holds which key; a key that no change speaks of gets its first setting's name.
  mutating func attach(_ settings: [ReportedSetting]) {
    let owners = settings.map { setting in
      setting.key.map { UInt32(entry(for: $0, named: setting.name)) } ?? UInt32.max
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
    if entries.count * 2 >= slots.count { grow() }
    let slot = self.slot(of: key.fingerprint)
    if slots[slot] != 0 { return Int(slots[slot]) - 1 }
    entries.append(Entry(key: key, name: name()))
    slots[slot] = UInt32(entries.count)
    return entries.count - 1
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: max(16, slots.count * 2))
    for (index, entry) in entries.enumerated() {
      slots[slot(of: entry.key.fingerprint)] = UInt32(index + 1)
    }
  }

  private func slot(of fingerprint: Fingerprint) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: fingerprint.low) & mask
    while slots[slot] != 0, entries[Int(slots[slot]) - 1].key.fingerprint != fingerprint { slot = (slot + 1) & mask }
    return slot
  }
}
