/// The first 16 bytes of SHA-256 over `keyferry:v1:` and a well-formed key: equal for equal keys, and no way back.
package struct Fingerprint: Hashable, Sendable, Comparable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Nil for a text that is not ``hex`` of one.
  package init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 32, digits.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }),
      let high = UInt64(hex.prefix(16), radix: 16), let low = UInt64(hex.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  /// 32 lower-case hexadecimal digits.
  package var hex: String { high.hexadecimal(width: 16) + low.hexadecimal(width: 16) }

  package static func < (a: Fingerprint, b: Fingerprint) -> Bool {
    (a.high, a.low) < (b.high, b.low)
  }
}

/// What may be shown of a well-formed key. 24 bytes, no heap: a report may hold a million.
package struct KeySummary: Hashable, Sendable {
  package let type: KeyType
  package let mode: KeyMode
  /// The key's last four ASCII characters, first one in the highest byte. Before the fingerprint, where it costs nothing.
  private let tail: UInt32
  package let fingerprint: Fingerprint

  /// - Parameter tail: the key's last four bytes, which must be ASCII letters or digits to be shown.
  package init(type: KeyType, mode: KeyMode, tail: UInt32, fingerprint: Fingerprint) {
    self.type = type
    self.mode = mode
    self.tail = tail
    self.fingerprint = fingerprint
  }

  package var livemode: Bool { mode.livemode }

  /// As Stripe's dashboard shows it: `sk_live_...abcd`.
  package var redacted: String {
    var text = "\(type.prefix)_\(mode.rawValue)_..."
    for shift in [24, 16, 8, 0] as [UInt32] {
      text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: tail >> shift)))
    }
    return text
  }
}
