import KeyPlanning

/// The ids of keyferry's own layout: 15 characters that sort by time, unique in a store.
///
/// 42 bits of milliseconds since 1970 and 33 bits of chance, which count up within a write, in Crockford's base 32
/// (a ULID cut to what Swift keeps inside a `String`: a million of them take no heap, and a third less of the file).
struct KeyIDs {
  static let length = 15
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
  private static let randomBits: UInt128 = 33
  private static let limit: UInt128 = 1 << 75

  private var next: UInt128

  /// - Parameter last: the greatest id of the store: new ones come after it, whatever the clock says.
  init(now: Timestamp, after last: String?) {
    var start = Self.number(now, UInt32.random(in: .min ... .max))
    if let last, let number = Self.number(last), number >= start, number < Self.limit - 1 << 40 { start = number + 1 }
    next = start
  }

  /// Ids that are the same every time: of a copy whose rows had other ids.
  init() { next = 0 }

  /// The id of a row of that time: after those given before, which are to be asked for oldest first.
  ///
  /// - Parameter chance: what tells it from others of that time.
  mutating func callAsFunction(created: Timestamp, chance: UInt32) -> String {
    next = max(next, Self.number(created, chance))
    return String(decoding: self(), as: UTF8.self)
  }

  private static func number(_ time: Timestamp, _ chance: UInt32) -> UInt128 {
    let milliseconds = UInt128(UInt64(max(0, time.microseconds / 1000))) & (1 << 42 - 1)
    return milliseconds << randomBits | UInt128(chance)
  }

  /// The next id's characters.
  mutating func callAsFunction() -> [UInt8] {
    defer { next = (next + 1) % Self.limit }
    return Self.text(next)
  }

  /// The first and the last of the next `count`; nil for none.
  func ends(of count: Int) -> MadeRows? {
    guard count > 0 else { return nil }
    let last = (next + UInt128(count) - 1) % Self.limit
    return .ids(
      first: String(decoding: Self.text(next), as: UTF8.self), last: String(decoding: Self.text(last), as: UTF8.self))
  }

  private static func text(_ number: UInt128) -> [UInt8] {
    var rest = number
    var text = [UInt8](repeating: 0, count: length)
    for index in text.indices.reversed() {
      text[index] = alphabet[Int(rest & 31)]
      rest >>= 5
    }
    return text
  }

  private static func number(_ id: String) -> UInt128? {
    guard id.utf8.count == length else { return nil }
    var number: UInt128 = 0
    for byte in id.utf8 {
      guard let digit = alphabet.firstIndex(of: byte) else { return nil }
      number = number << 5 | UInt128(digit)
    }
    return number
  }
}
