import KeyFacts

/// `$NAME` and `${NAME}` as Ruby's dotenv fills them in. It runs `$(command)`; here that makes a value that nobody knows.
///
/// - SeeAlso: `lib/dotenv/substitutions` of dotenv.
enum RubyExpansion {
  static func expand(
    _ text: UnsafeBufferPointer<UInt8>, lookUp: ([UInt8]) -> DotenvInterpolation.Found
  ) -> DotenvInterpolation.Outcome {
    var text = Array(text)
    if takeCommands(&text) { return .unresolved([]) }
    let (output, isResolved) = text.withUnsafeBufferPointer { withVariables($0, lookUp: lookUp) }
    if output.count > DotenvInterpolation.longestValue { return .tooLong }
    return isResolved ? .expanded(output) : .unresolved(output)
  }

  private static func withVariables(
    _ text: UnsafeBufferPointer<UInt8>, lookUp: ([UInt8]) -> DotenvInterpolation.Found
  ) -> ([UInt8], isResolved: Bool) {
    var output: [UInt8] = []
    var isResolved = true
    var index = 0
    func byte(_ at: Int) -> UInt8? { at < text.count ? text[at] : nil }
    while index < text.count, output.count <= DotenvInterpolation.longestValue {
      let isEscape = text[index] == UInt8(ascii: "\\") && byte(index + 1) == UInt8(ascii: "$")
      if isEscape, byte(index + 2) != UInt8(ascii: "(") {
        output.append(UInt8(ascii: "$"))
        index += 2
        continue
      }
      guard text[index] == UInt8(ascii: "$"), byte(index + 1) != UInt8(ascii: "(") else {
        output.append(text[index])
        index += 1
        continue
      }
      let start = index
      index += 1
      if byte(index) == UInt8(ascii: "{") { index += 1 }
      let name = text[index...].prefix(while: isWordByte)
      index += name.count
      if byte(index) == UInt8(ascii: "}") { index += 1 }
      guard !name.isEmpty else {
        output += text[start..<index]
        continue
      }
      switch lookUp(Array(name)) {
      case .bytes(let bytes): output += bytes
      case .unresolved(let bytes):
        output += bytes
        isResolved = false
      case .undefined: isResolved = false
      }
    }
    return (output, isResolved)
  }

  /// Takes the backslash off an escaped `$(`.
  ///
  /// - Returns: whether there is one that is not escaped.
  private static func takeCommands(_ text: inout [UInt8]) -> Bool {
    let starts = commandStarts(text)
    var escapes: [Int] = []
    for start in starts {
      guard start > 0, text[start - 1] == UInt8(ascii: "\\") else { return true }
      escapes.append(start - 1)
    }
    for escape in escapes.reversed() { text.remove(at: escape) }
    return false
  }

  /// Where a `$(` stands whose parenthesis is closed, with something in it; none of them within another.
  private static func commandStarts(_ text: [UInt8]) -> [Int] {
    var open: [Int] = []
    var starts: [Int] = []
    for index in text.indices {
      if text[index] == UInt8(ascii: "(") { open.append(index) }
      guard text[index] == UInt8(ascii: ")"), let start = open.popLast() else { continue }
      guard start > 0, text[start - 1] == UInt8(ascii: "$"), index > start + 1 else { continue }
      while let inner = starts.last, inner > start { starts.removeLast() }
      starts.append(start - 1)
    }
    return starts
  }
}
