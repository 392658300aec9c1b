/// A word, number, string or sign of a Python text.
struct PythonToken {
  enum Kind {
    case name, number, sign
    case string(PythonString)

    var isWord: Bool {
      switch self {
      case .name, .number: true
      case .sign, .string: false
      }
    }
  }

  let kind: Kind
  /// Offsets into the text.
  let start: Int
  let end: Int
  let line: Int
  /// Where that line starts.
  let lineStart: Int

  var string: PythonString? {
    if case .string(let string) = kind { return string }
    return nil
  }
}

/// A string literal, without what stands around its text.
struct PythonString {
  /// Between the quotes.
  let content: Range<Int>
  let isRaw: Bool
  let isFormatted: Bool
  /// An f-string with a `{…}`.
  let hasFields: Bool

  /// The value; nothing is put in the place of an f-string's fields, whose text stays.
  func value(in source: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var value: [UInt8] = []
    value.reserveCapacity(content.count)
    var at = content.lowerBound
    let end = content.upperBound
    while at < end {
      let byte = source[at]
      switch byte {
      case UInt8(ascii: "\\") where !isRaw && at + 1 < end:
        at = PythonEscape.decode(in: source, at: at + 1, end: end, into: &value)
      case 0x0D:
        value.append(0x0A)
        at += at + 1 < end && source[at + 1] == 0x0A ? 2 : 1
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        value.append(byte)
        at += isFormatted && !hasFields && at + 1 < end && source[at + 1] == byte ? 2 : 1
      default:
        value.append(byte)
        at += 1
      }
    }
    return value
  }
}

/// What `\` stands for in a string.
///
/// - SeeAlso: "String and Bytes literals" of Python's language reference.
enum PythonEscape {
  /// Decodes the escape whose first byte after the `\` is at `start`.
  ///
  /// - Returns: where the text goes on.
  static func decode(
    in source: UnsafeBufferPointer<UInt8>, at start: Int, end: Int, into value: inout [UInt8]
  ) -> Int {
    let byte = source[start]
    if let plain = plain[byte] {
      value.append(plain)
      return start + 1
    }
    switch byte {
    case 0x0A: return start + 1
    case 0x0D: return start + (start + 1 < end && source[start + 1] == 0x0A ? 2 : 1)
    case 0x30...0x37: return number(in: source, from: start, most: 3, base: 8, end: end, into: &value) ?? start
    case UInt8(ascii: "x"): return hexadecimal(2)
    case UInt8(ascii: "u"): return hexadecimal(4)
    case UInt8(ascii: "U"): return hexadecimal(8)
    default:
      // Python keeps a `\` that means nothing. No key holds what `\N{…}` stands for.
      value.append(UInt8(ascii: "\\"))
      return start
    }

    func hexadecimal(_ digits: Int) -> Int {
      if let next = number(in: source, from: start + 1, most: digits, base: 16, end: end, into: &value) { return next }
      value.append(UInt8(ascii: "\\"))
      return start
    }
  }

  private static let plain: [UInt8: UInt8] = [
    UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "'"): UInt8(ascii: "'"),
    UInt8(ascii: "\""): UInt8(ascii: "\""),
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
    UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
  ]

  private static func number(
    in source: UnsafeBufferPointer<UInt8>, from start: Int, most: Int, base: UInt32, end: Int, into value: inout [UInt8]
  ) -> Int? {
    var at = start
    var code: UInt32 = 0
    while at < min(end, start + most), let digit = Unicode.Scalar(source[at]).hexadecimalDigit, digit < base {
      code = code << (base == 8 ? 3 : 4) | digit
      at += 1
    }
    guard at > start, base == 8 || at == start + most, let scalar = Unicode.Scalar(code) else { return nil }
    value.append(contentsOf: Array(String(Character(scalar)).utf8))
    return at
  }
}

extension Unicode.Scalar {
  fileprivate var hexadecimalDigit: UInt32? {
    switch value {
    case 0x30...0x39: value - 0x30
    case 0x41...0x46: value - 0x41 + 10
    case 0x61...0x66: value - 0x61 + 10
    default: nil
    }
  }
}

/// A line of Python as its grammar counts them: brackets, triple quotes and `\` may spread it over several.
struct PythonLine {
  /// Columns before its first token, a tab up to the next multiple of eight.
  let indent: Int
  let tokens: [PythonToken]
  /// For each token that opens a bracket the index of the one that closes it, and the reverse; else -1.
  let partners: [Int32]
  /// Something in it could not be read.
  let isBroken: Bool
  /// It has strings whose text is not what stands there: several side by side, or one with a `\`.
  let mayHideText: Bool
  /// Problems up to its end.
  let problemCount: Int
}

extension UInt8 {
  var isPythonNameStart: Bool { (self | 0x20) &- 0x61 < 26 || self == UInt8(ascii: "_") || self >= 0x80 }
  var isPythonNamePart: Bool { isPythonNameStart || self &- 0x30 < 10 }
}
