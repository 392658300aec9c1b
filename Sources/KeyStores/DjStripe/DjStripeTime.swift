package import KeyPlanning

/// Times as Django keeps them on SQLite: `2026-11-23 07:00:00.000000`, in UTC, always with a fraction of ours.
extension Timestamp {
  package var djStripeText: [UInt8] {
    var text = iso8601
    text[10] = UInt8(ascii: " ")
    text.removeLast()
    return text
  }

  /// What Django reads as a time: with a blank or `T`, with or without a fraction, and with an offset of zero or none.
  /// Nil for a text that it reads as none.
  package init?(djStripe text: UnsafeBufferPointer<UInt8>) {
    var bytes = Array(text)
    for end in ["+00:00", "+0000", "+00", "Z"]
    where bytes.count > 19 && bytes.suffix(end.utf8.count).elementsEqual(end.utf8) {
      bytes.removeLast(end.utf8.count)
      break
    }
    guard bytes.count >= 19, bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T") else { return nil }
    bytes[10] = UInt8(ascii: "T")
    bytes.append(UInt8(ascii: "Z"))
    guard let time = bytes.withUnsafeBufferPointer({ Timestamp(iso8601: $0) }) else { return nil }
    self = time
  }
}
