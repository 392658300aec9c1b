/// A file's or a folder's name, as `.gitignore` writes one: `*`, `?`, `[…]`, and `\` before what is to be itself.
///
/// - SeeAlso: git's `wildmatch.c`, whose answers these are, byte by byte.
struct NamePattern: Hashable, Sendable {
  private enum Sign: Hashable, Sendable {
    case byte(UInt8)
    case any
    case anyNumber
    case oneOf([ClosedRange<UInt8>])
    case noneOf([ClosedRange<UInt8>])

    func fits(_ byte: UInt8) -> Bool {
      switch self {
      case .byte(let own): own == byte
      case .any: true
      case .anyNumber: false
      case .oneOf(let ranges): ranges.contains { $0.contains(byte) }
      case .noneOf(let ranges): !ranges.contains { $0.contains(byte) }
      }
    }
  }

  private let signs: [Sign]

  init(_ text: ArraySlice<UInt8>) throws(PathPatternError) {
    var signs: [Sign] = []
    var rest = text
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*"): signs.append(.anyNumber)
      case UInt8(ascii: "?"): signs.append(.any)
      case UInt8(ascii: "["): signs.append(try Self.set(&rest))
      case UInt8(ascii: "\\"): signs.append(.byte(try Self.escaped(&rest)))
      default: signs.append(.byte(byte))
      }
    }
    self.signs = signs
  }

  /// Goes back to the last `*` where what follows it does not fit.
  func fits(_ name: ArraySlice<UInt8>) -> Bool {
    var (at, of) = (name.startIndex, 0)
    var retry: (at: Int, of: Int)?
    while at < name.endIndex {
      if of < signs.count, signs[of] == .anyNumber {
        of += 1
        retry = (at, of)
      } else if of < signs.count, signs[of].fits(name[at]) {
        of += 1
        at += 1
      } else if let last = retry {
        (at, of) = (last.at + 1, last.of)
        retry = (at, of)
      } else {
        return false
      }
    }
    return signs[of...].allSatisfy { $0 == .anyNumber }
  }

  // MARK: brackets

  private static func escaped(_ rest: inout ArraySlice<UInt8>) throws(PathPatternError) -> UInt8 {
    guard let byte = rest.popFirst() else { throw .escape }
    return byte
  }

  /// What stands behind a `[`, up to its `]`. One that comes first stands for itself.
  private static func set(_ rest: inout ArraySlice<UInt8>) throws(PathPatternError) -> Sign {
    let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
    if isNegated { rest.removeFirst() }
    var ranges: [ClosedRange<UInt8>] = []
    repeat {
      guard let byte = rest.popFirst() else { throw .bracket }
      if byte == UInt8(ascii: "["), rest.first == UInt8(ascii: ":") {
        ranges += try characterClass(&rest)
        continue
      }
      let first = byte == UInt8(ascii: "\\") ? try escaped(&rest) : byte
      ranges.append(first...(try end(of: first, &rest)))
    } while rest.first != UInt8(ascii: "]")
    rest.removeFirst()
    return isNegated ? .noneOf(ranges) : .oneOf(ranges)
  }

  /// The last byte of a range, or its only one. A `-` before the `]` stands for itself.
  private static func end(of first: UInt8, _ rest: inout ArraySlice<UInt8>) throws(PathPatternError) -> UInt8 {
    guard rest.first == UInt8(ascii: "-"), let next = rest.dropFirst().first, next != UInt8(ascii: "]") else {
      return first
    }
    rest.removeFirst(2)
    let last = next == UInt8(ascii: "\\") ? try escaped(&rest) : next
    // It would fit nothing.
    guard first <= last else { throw .bracket }
    return last
  }

  private static let classes: [String: [ClosedRange<UInt8>]] = [
    "alpha": [0x41...0x5A, 0x61...0x7A], "digit": [0x30...0x39], "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A],
    "upper": [0x41...0x5A], "lower": [0x61...0x7A], "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    "space": [0x09...0x0D, 0x20...0x20], "blank": [0x09...0x09, 0x20...0x20], "cntrl": [0x00...0x1F, 0x7F...0x7F],
    "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E], "print": [0x20...0x7E], "graph": [0x21...0x7E],
  ]

  /// `:digit:]`.
  private static func characterClass(
    _ rest: inout ArraySlice<UInt8>
  ) throws(PathPatternError) -> [ClosedRange<UInt8>] {
    let name = rest.dropFirst().prefix { $0 &- 0x61 < 26 }
    rest = rest[name.endIndex...]
    guard rest.starts(with: ":]".utf8), let ranges = classes[String(decoding: name, as: UTF8.self)] else {
      throw .bracket
    }
    rest.removeFirst(2)
    return ranges
  }
}
