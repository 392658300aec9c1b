import KeyFacts

extension TestKeys {
  /// `text` with keys in place of its marks: `«sk_live:1»` is a live secret key of seed 1, `«sk_live:1:17»` one with a
  /// body of 17 characters, `«body:1:32»` letters and digits alone, `«paystack:1»` a Paystack key.
  package static func filling(_ text: String) -> String {
    var filled = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "«"), let close = rest[open...].firstIndex(of: "»") {
      filled += rest[..<open] + made(rest[rest.index(after: open)..<close].split(separator: ":").map(String.init))
      rest = rest[rest.index(after: close)...]
    }
    return filled + rest
  }

  private static func made(_ mark: [String]) -> String {
    let seed = mark.count > 1 ? UInt64(mark[1]) ?? 1 : 1
    let length = mark.count > 2 ? Int(mark[2]) : nil
    switch mark.first {
    case "body": return String(text(seed: seed &+ 1000, bodyLength: length ?? 32).dropFirst(8))
    case "paystack":
      let digits = Array("0123456789abcdef")
      return "sk_live_" + String(text(seed: seed, bodyLength: 40).dropFirst(8).utf8.map { digits[Int($0) % 16] })
    default:
      let parts = (mark.first ?? "").split(separator: "_")
      let type = KeyType.allCases.first { $0.prefix == parts.first ?? "" } ?? .secret
      let mode = parts.last.flatMap { KeyMode(rawValue: String($0)) } ?? .test
      return text(type, mode, seed: seed, bodyLength: length ?? 99)
    }
  }

  /// Whether a piece of nine characters and more of a key's body stands in `text`.
  package static func leaks(_ keys: some Sequence<String>, in text: String) -> Bool {
    let haystack = Array(text.utf8)
    var pieces: Set<[UInt8]> = []
    for key in keys {
      let body = Array(key.utf8.dropFirst(8))
      guard body.count >= 9 else { continue }
      for start in 0...(body.count - 9) { pieces.insert(Array(body[start..<start + 9])) }
    }
    guard haystack.count >= 9, !pieces.isEmpty else { return false }
    return (0...(haystack.count - 9)).contains { pieces.contains(Array(haystack[$0..<$0 + 9])) }
  }

  /// The keys that ``filling(_:)`` puts into `text`.
  package static func keys(in text: String) -> [String] {
    var keys: [String] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "«"), let close = rest[open...].firstIndex(of: "»") {
      keys.append(made(rest[rest.index(after: open)..<close].split(separator: ":").map(String.init)))
      rest = rest[rest.index(after: close)...]
    }
    return keys
  }
}
