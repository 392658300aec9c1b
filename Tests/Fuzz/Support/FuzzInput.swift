import TestSupport

/// What the fuzzer made up, with keys where it put marks for them: `«sk_live:1»`, `«rk_test:2:24»`, and `«base64:1»` for
/// a key in base64.
///
/// So no file of the corpus holds a text that looks like a key, and every key in the input is known.
struct FuzzInput {
  private(set) var bytes: [UInt8] = []
  /// Those that stand in ``bytes``, in base64 or not, each once.
  private(set) var keys: [[UInt8]] = []

  init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    let raw = UnsafeBufferPointer(start: start, count: count)
    var index = 0
    while index < raw.count {
      guard let (key, isEncoded, end) = Self.mark(in: raw, at: index) else {
        bytes.append(raw[index])
        index += 1
        continue
      }
      bytes += isEncoded ? Self.base64(key) : key
      if !keys.contains(key) { keys.append(key) }
      index = end
    }
  }

  /// The key of the mark at `start`, and where the mark ends.
  private static func mark(
    in raw: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> (key: [UInt8], isEncoded: Bool, end: Int)? {
    guard raw[start] == 0xC2, start + 1 < raw.count, raw[start + 1] == 0xAB else { return nil }
    let text = raw[(start + 2)...].prefix(20).prefix { $0 < 0x80 }
    guard text.endIndex + 1 < raw.count, raw[text.endIndex] == 0xC2, raw[text.endIndex + 1] == 0xBB else { return nil }
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var kind = parts.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    let isEncoded = kind == "base64"
    if isEncoded { kind = "sk_live" }
    guard kinds.contains(kind), (2...3).contains(parts.count), let seed = number(parts[1], 0...999),
      let length = parts.count < 3 ? 99 : number(parts[2], 24...247)
    else { return nil }
    return (Array(TestKeys.filling("«\(kind):\(seed):\(length)»").utf8), isEncoded, text.endIndex + 2)
  }

  private static let kinds: Set = ["sk_live", "sk_test", "pk_live", "pk_test", "rk_live", "rk_test"]

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return stride(from: 0, to: bytes.count, by: 3).flatMap { start -> [UInt8] in
      let group = bytes[start...].prefix(3)
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      return (0..<4).map { $0 > group.count ? UInt8(ascii: "=") : digits[bits >> (18 - 6 * $0) & 63] }
    }
  }

  private static func number(_ text: some Sequence<UInt8>, _ range: ClosedRange<Int>) -> Int? {
    Int(String(decoding: Array(text), as: UTF8.self)).flatMap { range.contains($0) ? $0 : nil }
  }
}

/// Ends the process, so that the fuzzer keeps the input, where a claim does not hold.
func claim(_ holds: Bool, _ words: @autoclosure () -> String) {
  if !holds { fatalError(words()) }
}
