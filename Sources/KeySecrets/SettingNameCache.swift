/// Meanings of names as bytes, remembering those met before: a file of a million numbered settings asks about one name.
///
/// Gives what ``SettingVocabulary/meaning(of:context:)`` gives without a context. No word of the table of names that
/// everybody knows holds a digit, so those that differ in digits alone mean the same.
package struct SettingNameCache {
  /// Longer names are not names of settings.
  private static let longestName = 512
  private static let capacity = 4096

  /// The latest name, every digit a `0`.
  private var latest: [UInt8] = []
  private var latestMeaning: SettingMeaning?
  private var known: [[UInt8]: SettingMeaning?] = [:]

  private let vocabulary: SettingVocabulary

  package init(_ vocabulary: SettingVocabulary = .standard) { self.vocabulary = vocabulary }

  package mutating func meaning(of name: UnsafeBufferPointer<UInt8>) -> SettingMeaning? {
    guard name.count <= Self.longestName else { return nil }
    if vocabulary.hasOwn, let meaning = vocabulary.ownMeaning(of: name) { return meaning }
    guard Self.holdsStripe(name) else { return nil }
    if isLatest(name) { return latestMeaning }
    latest.removeAll(keepingCapacity: true)
    latest.append(contentsOf: name.lazy.map(Self.folded))
    if let meaning = known[latest] {
      latestMeaning = meaning
    } else {
      latestMeaning = SettingNames.meaning(of: String(decoding: name, as: UTF8.self))
      if known.count < Self.capacity { known[latest] = .some(latestMeaning) }
    }
    return latestMeaning
  }

  private func isLatest(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard name.count == latest.count else { return false }
    return latest.withUnsafeBufferPointer { latest in
      for index in name.indices where latest[index] != Self.folded(name[index]) { return false }
      return true
    }
  }

  private static func folded(_ byte: UInt8) -> UInt8 { byte.isASCIIDigit ? UInt8(ascii: "0") : byte }

  /// Whether "stripe" is in it, in any case: without, no name speaks of Stripe.
  private static func holdsStripe(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard name.count >= 6 else { return false }
    for start in 0...(name.count - 6) where name[start] | 0x20 == UInt8(ascii: "s") {
      if name[start + 1] | 0x20 == UInt8(ascii: "t"), name[start + 2] | 0x20 == UInt8(ascii: "r"),
        name[start + 3] | 0x20 == UInt8(ascii: "i"), name[start + 4] | 0x20 == UInt8(ascii: "p"),
        name[start + 5] | 0x20 == UInt8(ascii: "e")
      {
        return true
      }
    }
    return false
  }
}
