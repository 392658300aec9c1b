package import KeyFacts

/// A short name for what a plan writes: equal for plans that do the same, whatever the order in which they say it.
///
/// It covers action, key, name and fields of every change that writes. It is for people who compare two reports;
/// a saved plan compares whole fingerprints.
package struct PlanID: Hashable, Sendable {
  private var sum: UInt64 = 0

  package init() {}

  package mutating func add(_ change: ChangeSummary) {
    guard change.action.writes else { return }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in change.action.rawValue.utf8 { mix(byte) }
    mix(change.fields.rawValue)
    for word in [change.key.fingerprint.high, change.key.fingerprint.low] {
      for shift in stride(from: 56, through: 0, by: -8) { mix(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }
    for byte in (change.name ?? "").utf8 { mix(byte) }
    sum &+= Self.scatter(hash)
  }

  /// Twelve lower-case hexadecimal digits.
  package var text: String { (Self.scatter(sum ^ 0x6b65_7966_6572_7279) >> 16).hexadecimal(width: 12) }

  // MurmurHash3's finalizer: sums of FNV hashes alone would cancel too easily.
  private static func scatter(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ (word >> 33)) &* 0xff51_afd7_ed55_8ccd
    word = (word ^ (word >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return word ^ (word >> 33)
  }
}
