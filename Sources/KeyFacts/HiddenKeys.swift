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

private enum KeyBodies {
  /// What stands before the body of a credential.
  private static let marks = ["k_live_", "k_test_", "whsec_", "sk_org_", "rkcs_", "oak_"].map { Array($0.utf8) }
  /// Under this length a text says nothing of a key.
  private static let shortest = 9

  /// Runs of letters and digits behind a credential's prefix.
  static func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      // Every mark ends in `_`, and most names have few.
      guard bytes[index] == UInt8(ascii: "_"), marks.contains(where: { ends(bytes, at: index, in: $0) }) else {
        index += 1
        continue
      }
      var end = index + 1
      while end < bytes.count, isBody(bytes[end]) { end += 1 }
      if end - index > shortest { ranges.append(index + 1..<end) }
      index = max(end, index + 1)
    }
    return ranges
  }

  private static func ends(_ bytes: UnsafeBufferPointer<UInt8>, at last: Int, in mark: [UInt8]) -> Bool {
    let first = last - mark.count + 1
    return first >= 0 && bytes[first...last].elementsEqual(mark)
  }

  private static func isBody(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }
}
