extension String {
  /// This text without the body of any key in it: `sk_live_…` stays, what follows does not.
  ///
  /// Names, paths and messages are made to hold no key. Where a person put one into the name of a setting, of a file or
  /// of a stored key all the same, it ends here.
  package var withoutKeys: String {
    var text = self
    let bodies = text.withUTF8 { KeyBodies.ranges(in: $0) }
    guard !bodies.isEmpty else { return self }
    var kept: [UInt8] = []
    var end = 0
    let bytes = Array(utf8)
    for body in bodies {
      kept += bytes[end..<body.lowerBound] + Array("\u{2026}".utf8)
      end = body.upperBound
    }
    return String(decoding: kept + bytes[end...], as: UTF8.self)
  }
}

extension String {
  /// This text without what may be a key, or a piece of one: bodies behind a prefix, and what only machines write.
  ///
  /// For what a person wrote beside keys, such as a comment or a configuration. Longer runs of letters and digits stay
  /// when they are words: without a digit, in one case but for the first letter, and of no more letters than words have.
  package var withoutRandomRuns: String {
    var kept: [UInt8] = []
    var run: [UInt8] = []
    for byte in Array(withoutKeys.utf8) {
      if isLetterOrDigit(byte) {
        run.append(byte)
      } else {
        kept += shown(run)
        kept.append(byte)
        run.removeAll(keepingCapacity: true)
      }
    }
    return String(decoding: kept + shown(run), as: UTF8.self)
  }
}

/// The longest piece of a key that is shown.
private let longestPiece = 8
/// No word that people write is longer.
private let longestWord = 20

private func isLetterOrDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }

extension Collection<UInt8> {
  /// Whether letters and digits in a row are such as people write: few, or without a digit and in one case.
  package var isWord: Bool {
    guard count > longestPiece else { return true }
    let hasDigit = contains { $0 &- 0x30 < 10 }
    let hasLower = contains { $0 &- 0x61 < 26 }
    let isMixed = hasLower && dropFirst().contains { $0 &- 0x41 < 26 }
    return !hasDigit && !isMixed && count <= longestWord
  }
}

private func shown(_ run: [UInt8]) -> [UInt8] { run.isWord ? run : Array("\u{2026}".utf8) }

/// Runs of letters and digits behind a credential's prefix.
private enum KeyBodies {
  /// Under this length a text behind Stripe's own spelling of a prefix says nothing of a key.
  private static let shortest = 9
  /// Behind other spellings (`SK_LIVE_`, `sklive`) and within a word (`disk_test_`), where words of a name are met too.
  private static let shortestOfOthers = 20
  private static let credentials = ["whsec_", "sk_org", "rkcs_", "oak_"].map { Array($0.utf8) }

  static func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var hidden = 0
    // What is too short for a body may be a prefix itself: `sk_test_sk_live_…`.
    for index in bytes.indices.dropLast(3) {
      // Nearly every byte of a name is told by these two looks.
      guard startsPrefix(bytes[index] | 0x20, bytes[index + 1] | 0x20) else { continue }
      guard let prefix = prefix(in: bytes, at: index), prefix.body >= hidden else { continue }
      // Of keys without a gap between them, the one's prefix starts within the other's body.
      let least = index < hidden ? shortest : prefix.least
      let end = end(ofBody: prefix.body, in: bytes, goesOn: least == shortest)
      guard end - prefix.body >= least else { continue }
      ranges.append(prefix.body..<end)
      hidden = end
    }
    return ranges
  }

  /// - Parameter goesOn: beyond a `_`, where what follows that is as long as a body.
  private static func end(ofBody body: Int, in bytes: UnsafeBufferPointer<UInt8>, goesOn: Bool) -> Int {
    var end = run(in: bytes, from: body)
    while goesOn, end < bytes.count, bytes[end] == UInt8(ascii: "_") {
      let next = run(in: bytes, from: end + 1)
      guard next - end > shortest else { break }
      end = next
    }
    return end
  }

  private static func run(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count, isBody(bytes[end]) { end += 1 }
    return end
  }

  /// Where a body would start when a prefix stands at `index`, and how long it must be to be one.
  ///
  /// - Parameter index: of what ``startsPrefix(_:_:)`` took, with two bytes or more behind it.
  private static func prefix(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (body: Int, least: Int)? {
    let starts = index == 0 || !isBody(bytes[index - 1]) || bytes[index - 1] == UInt8(ascii: "-")
    for mark in credentials where holds(bytes, mark, at: index) {
      return (afterMode(in: bytes, at: index + mark.count), starts ? shortest : shortestOfOthers)
    }
    guard index + 6 <= bytes.count, bytes[index + 1] | 0x20 == UInt8(ascii: "k") else { return nil }
    var at = index + 2
    if isJoint(bytes[at]) { at += 1 }
    guard ["live", "test"].contains(where: { holdsAnyCase(bytes, Array($0.utf8), at: at) }) else { return nil }
    at += 4
    let isStripes =
      at < bytes.count && bytes[at] == UInt8(ascii: "_") && bytes[index + 2] == UInt8(ascii: "_")
      && bytes[index..<at].allSatisfy { $0 &- 0x41 >= 26 }
    if at < bytes.count, isJoint(bytes[at]) { at += 1 }
    return (at, isStripes && starts ? shortest : shortestOfOthers)
  }

  /// `sk`, `pk`, `rk`, `ek`, `wh`, `oa`, in lower case.
  @inline(__always)
  private static func startsPrefix(_ first: UInt8, _ second: UInt8) -> Bool {
    switch second {
    case UInt8(ascii: "k"): first == 0x73 || first == 0x70 || first == 0x72 || first == 0x65
    case UInt8(ascii: "h"): first == UInt8(ascii: "w")
    case UInt8(ascii: "a"): first == UInt8(ascii: "o")
    default: false
    }
  }

  /// Past the `_live_` of `sk_org_live_…`, or past a `_` alone.
  private static func afterMode(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    for mode in ["_live_", "_test_"] where holds(bytes, Array(mode.utf8), at: start) { return start + mode.utf8.count }
    return start < bytes.count && bytes[start] == UInt8(ascii: "_") ? start + 1 : start
  }

  private static func holds(_ bytes: UnsafeBufferPointer<UInt8>, _ mark: [UInt8], at index: Int) -> Bool {
    index + mark.count <= bytes.count && bytes[index..<index + mark.count].elementsEqual(mark)
  }

  private static func holdsAnyCase(_ bytes: UnsafeBufferPointer<UInt8>, _ lower: [UInt8], at index: Int) -> Bool {
    index + lower.count <= bytes.count
      && bytes[index..<index + lower.count].elementsEqual(lower, by: { $0 | 0x20 == $1 })
  }

  private static func isJoint(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") }

  /// Letters, digits, and the `-` of bodies that no Stripe key was seen with.
  private static func isBody(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || byte == UInt8(ascii: "-") }
}
