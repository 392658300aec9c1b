/// Tells names apart from a few known ones by length and first letter, in any case: most names are passed by for the
/// price of one look.
struct NameFilter {
  private static let longest = 31

  /// For each length and each first letter's lower bits, whether a name has them.
  private var table = [Bool](repeating: false, count: (longest + 1) * 32)

  /// - Parameter names: of less than 32 letters. One that ends with a colon stands for all that start as it does.
  init(_ names: [String]) {
    for name in names {
      guard let first = name.utf8.first else { continue }
      let lengths = name.hasSuffix(":") ? 0...Self.longest : name.utf8.count...name.utf8.count
      for length in lengths where length <= Self.longest { table[Self.index(length, first)] = true }
    }
  }

  /// True for all the names, and for few others.
  func passes(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = name.first else { return false }
    return name.count > Self.longest || table[Self.index(name.count, first)]
  }

  private static func index(_ length: Int, _ first: UInt8) -> Int { length * 32 + Int(first & 31) }
}
