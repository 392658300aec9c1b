import KeyFacts
import KeyPlanning
@_spi(Reveal) import KeySecrets

/// Settings again: `NAME=key`, as python-dotenv and every shell read it, since a key has letters, digits, `_` and `-`.
enum DotenvFile {
  static func write(_ keys: [StoredKey], to writer: inout ExportWriter) throws(StoreError) {
    let count = keys.count == 1 ? "1 key" : "\(keys.count) keys"
    try writer.write("# keyferry export: \(count), the oldest first\n")
    var names = VariableNames(taking: keys)
    for (index, stored) in keys.enumerated() {
      guard let key = StripeKey(stored: stored.secret) else { continue }
      let name = names.name(of: stored, key, at: index)
      try writer.write { text in
        if name != stored.name, !stored.name.isEmpty {
          text.append(text: "# in the database: \(stored.name.printable)\n")
        }
        text.append(text: name + "=")
        key.secret.reveal { text.append(contentsOf: $0) }
        text.append(UInt8(ascii: "\n"))
      }
    }
    let digest = try writer.seal()
    try writer.write(ExportSeal.end(.dotenv, digest: digest))
  }
}

/// A variable's name for each key, no two the same: the stored one where it can be one, else one of mode and type.
struct VariableNames {
  /// The oldest key that has a name keeps it.
  private var owners: [String: Int] = [:]
  private var taken: Set<String> = []
  private var numbers: [String: Int] = [:]

  init(taking keys: [StoredKey]) {
    for (index, key) in keys.enumerated() where Self.isVariable(key.name) && owners[key.name] == nil {
      owners[key.name] = index
    }
  }

  mutating func name(of stored: StoredKey, _ key: StripeKey, at index: Int) -> String {
    if owners[stored.name] == index { return stored.name }
    let base = Self.isVariable(stored.name) ? stored.name : Self.setting(of: key)
    var number = numbers[base] ?? 1
    var name = base
    while owners[name] != nil || taken.contains(name) {
      number += 1
      name = "\(base)_\(number)"
    }
    numbers[base] = number
    taken.insert(name)
    return name
  }

  /// dj-stripe's name for such a key, or in its manner.
  private static func setting(of key: StripeKey) -> String {
    let type =
      switch key.type {
      case .secret: "SECRET"
      case .restricted: "RESTRICTED"
      case .publishable: "PUBLIC"
      }
    return "STRIPE_\(key.mode == .live ? "LIVE" : "TEST")_\(type)_KEY"
  }

  /// What POSIX calls a name.
  private static func isVariable(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(first &- 0x30 < 10) else { return false }
    return text.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "_") }
  }
}
