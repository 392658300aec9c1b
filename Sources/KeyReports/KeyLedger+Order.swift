import KeyFacts

extension KeyLedger {
  /// The first `limit` of the wanted entries, in their order. A few of a million are found without sorting the million.
  func order(first limit: Int, where isWanted: (Entry) -> Bool) -> [UInt32] {
    let wanted = entries.indices.compactMap { isWanted(entries[$0]) ? UInt32($0) : nil }
    func precedes(_ a: UInt32, _ b: UInt32) -> Bool { entries[Int(a)] < entries[Int(b)] }
    guard limit < wanted.count else { return wanted.sorted(by: precedes) }
    var first: [UInt32] = []
    for index in wanted where limit > 0 {
      if first.count == limit {
        guard let last = first.last, precedes(index, last) else { continue }
        first.removeLast()
      }
      first.insert(index, at: first.firstIndex { precedes(index, $0) } ?? first.endIndex)
    }
    return first
  }
}

extension KeyLedger.Entry {
  /// By mode, type, name and fingerprint: live and secret ones first.
  static func < (a: KeyLedger.Entry, b: KeyLedger.Entry) -> Bool {
    if a.key.mode != b.key.mode { return a.key.mode < b.key.mode }
    if a.key.type != b.key.type { return a.key.type < b.key.type }
    if a.name != b.name { return a.name < b.name }
    return a.key.fingerprint < b.key.fingerprint
  }

  func isTwin(of other: KeyLedger.Entry) -> Bool {
    key.mode == other.key.mode && key.type == other.key.type && name == other.name
  }
}
