import KeyFacts

/// `${NAME}` and `${NAME:-default}` in a value, as python-dotenv finds them: not nested, never expanded twice.
///
/// - SeeAlso: `src/dotenv/variables.py` of python-dotenv.
enum DotenvInterpolation {
  /// What a name stands for.
  enum Found {
    case bytes(ArraySlice<UInt8>)
    /// It is defined, and hangs itself on a name which nothing defines; Python's reading of it.
    case unresolved(ArraySlice<UInt8>)
    case undefined

    /// Nil where the name is defined nowhere.
    var value: [UInt8]? {
      switch self {
      case .bytes(let bytes), .unresolved(let bytes): Array(bytes)
      case .undefined: nil
      }
    }

    /// All that it needs is defined.
    var isResolved: Bool { if case .bytes = self { true } else { false } }
  }

  enum Outcome: Equatable {
    /// The value holds no variable.
    case unchanged
    case expanded([UInt8])
    /// A name that it needs is defined nowhere: expanded as Python does, with nothing in its place.
    case unresolved([UInt8])
    case tooLong
    /// The loader refuses the file for it.
    case refused
  }

  /// The longest that a value may become by it, in bytes.
  static let longestValue = 64 * 1024

  static func expand(_ text: UnsafeBufferPointer<UInt8>, lookUp: ([UInt8]) -> Found) -> Outcome {
    var output: [UInt8] = []
    var copied = 0
    var index = 0
    var isResolved = true
    while index + 2 < text.count {
      guard text[index] == UInt8(ascii: "$"), text[index + 1] == UInt8(ascii: "{") else {
        index += 1
        continue
      }
      guard let name = text[(index + 2)...].firstIndex(where: { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: ":") })
      else { break }
      var end = name
      var fallback: ArraySlice<UInt8>?
      if text[name] == UInt8(ascii: ":") {
        guard name + 1 < text.count, text[name + 1] == UInt8(ascii: "-") else {
          // Every "${" up to here ends at this colon too: looking at each would take quadratic time.
          index = name
          continue
        }
        guard let brace = text[(name + 2)...].firstIndex(of: UInt8(ascii: "}")) else { break }
        fallback = ArraySlice(Array(text[(name + 2)..<brace]))
        end = brace
      }
      output.append(contentsOf: text[copied..<index])
      switch lookUp(Array(text[(index + 2)..<name])) {
      case .bytes(let bytes): output.append(contentsOf: bytes)
      case .unresolved(let bytes):
        output.append(contentsOf: bytes)
        isResolved = false
      case .undefined:
        if let fallback { output.append(contentsOf: fallback) } else { isResolved = false }
      }
      if output.count > longestValue { return .tooLong }
      index = end + 1
      copied = index
    }
    guard copied > 0 else { return .unchanged }
    output.append(contentsOf: text[copied...])
    if output.count > longestValue { return .tooLong }
    return isResolved ? .expanded(output) : .unresolved(output)
  }
}
