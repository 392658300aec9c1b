/// What backslashes and line ends in a value become.
enum DotenvEscapes {
  /// - Parameter quote: around the text; nil for none.
  static func decode(_ text: UnsafeBufferPointer<UInt8>, quote: UInt8?, by dialect: DotenvDialect) -> [UInt8] {
    let isDouble = quote == UInt8(ascii: "\"")
    switch dialect {
    case .pythonDotenv: return quote.map { python(text, quote: $0) } ?? Array(text)
    case .djangoEnviron:
      return isDouble ? replacing(text) { "rnt".utf8.contains($0) ? [backslash, $0] : [$0] } : Array(text)
    case .compose:
      guard let quote else { return Array(text) }
      let unquoted = replacing(text) { $0 == quote ? [$0] : [backslash, $0] }
      return isDouble ? unquoted.withUnsafeBufferPointer(compose) : unquoted
    case .node:
      let lines = withLineFeeds(text)
      return isDouble
        ? lines.withUnsafeBufferPointer { replacing($0, isPaired: false) { lineBreak($0).map { [$0] } } } : lines
    case .ruby:
      let lines = withLineFeeds(text)
      return quote == UInt8(ascii: "'") ? lines : lines.withUnsafeBufferPointer { ruby($0, isDouble: isDouble) }
    case .decouple, .docker, .shell: return Array(text)
    }
  }

  private static let backslash = UInt8(ascii: "\\")

  /// Replaces each backslash with the byte behind it.
  ///
  /// - Parameters:
  ///   - isPaired: false where the byte behind a backslash may be one that counts itself.
  ///   - meaning: of that byte; nil leaves the backslash as it is.
  private static func replacing(
    _ text: UnsafeBufferPointer<UInt8>, isPaired: Bool = true, _ meaning: (UInt8) -> [UInt8]?
  ) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if text[index] == backslash, index + 1 < text.count {
        if let meant = meaning(text[index + 1]) {
          output += meant
          index += 2
          continue
        }
        if isPaired {
          output += [backslash, text[index + 1]]
          index += 2
          continue
        }
      }
      output.append(text[index])
      index += 1
    }
    return output
  }

  private static func lineBreak(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    default: nil
    }
  }

  /// CR LF and CR as LF.
  private static func withLineFeeds(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    text.indices.compactMap { index in
      guard text[index] == 0x0D else { return text[index] }
      return index + 1 < text.count && text[index + 1] == 0x0A ? nil : 0x0A
    }
  }

  // MARK: single dialects

  private static func python(_ text: UnsafeBufferPointer<UInt8>, quote: UInt8) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      let following = index + 1 < text.count ? text[index + 1] : nil
      if byte == backslash, let following, let meant = pythonMeaning(of: following, quote: quote) {
        output.append(meant)
        index += 2
      } else if byte == 0x0D {
        output.append(0x0A)
        index += following == 0x0A ? 2 : 1
      } else {
        output.append(byte)
        index += 1
      }
    }
    return output
  }

  private static func pythonMeaning(of byte: UInt8, quote: UInt8) -> UInt8? {
    if byte == backslash || byte == UInt8(ascii: "'") { return byte }
    guard quote == UInt8(ascii: "\"") else { return nil }
    return byte == UInt8(ascii: "\"") ? byte : control(byte)
  }

  /// The control character of `\a` and its kin.
  private static func control(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "a"): 0x07
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "v"): 0x0B
    default: nil
    }
  }

  /// Go's escapes; `\$` becomes the `$$` that no variable starts with, and `\0123` is octal.
  private static func compose(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == backslash, index + 1 < text.count else {
        output.append(text[index])
        index += 1
        continue
      }
      let letter = text[index + 1]
      index += 2
      if letter == UInt8(ascii: "0") {
        let digits = text[index...].prefix(3).prefix { (0x30...0x37).contains($0) }
        let number = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
        index += digits.count
        output += digits.count == 3 && number < 256 ? utf8(number) : [backslash] + digits
      } else if letter == UInt8(ascii: "$") {
        output += [letter, letter]
      } else if let meant = control(letter) ?? ("\"\\".utf8.contains(letter) ? letter : nil) {
        output.append(meant)
      } else {
        output += [backslash, letter]
      }
    }
    return output
  }

  private static func utf8(_ number: Int) -> [UInt8] { Array(String(Unicode.Scalar(UInt8(number))).utf8) }

  /// `\n` and `\r` between double quotes stay; any other backslash goes, but before `$`, where the variables need it.
  private static func ruby(_ text: UnsafeBufferPointer<UInt8>, isDouble: Bool) -> [UInt8] {
    let doubled =
      isDouble
      ? replacing(text, isPaired: false) { lineBreak($0) == nil ? nil : [backslash, backslash, $0] } : Array(text)
    return doubled.withUnsafeBufferPointer { replacing($0, isPaired: false) { $0 == UInt8(ascii: "$") ? nil : [$0] } }
  }
}
