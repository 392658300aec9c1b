import KeyFacts

/// `$NAME`, `${NAME}` and `${NAME:-default}` as docker compose fills them in, defaults within defaults too; `$$` is a
/// dollar.
///
/// - SeeAlso: `template/template.go` of compose-go.
struct TemplateExpansion {
  private static let deepest = 16

  private let lookUp: ([UInt8]) -> DotenvInterpolation.Found
  private var isResolved = true
  private var isRefused = false
  private var isTooLong = false

  static func expand(
    _ text: UnsafeBufferPointer<UInt8>, lookUp: ([UInt8]) -> DotenvInterpolation.Found
  ) -> DotenvInterpolation.Outcome {
    withoutActuallyEscaping(lookUp) { lookUp in
      var expansion = TemplateExpansion(lookUp: lookUp)
      let output = expansion.filled(Array(text)[...], depth: 0)
      if expansion.isRefused { return .refused }
      if expansion.isTooLong { return .tooLong }
      return expansion.isResolved ? .expanded(output) : .unresolved(output)
    }
  }

  private init(lookUp: @escaping ([UInt8]) -> DotenvInterpolation.Found) { self.lookUp = lookUp }

  private mutating func filled(_ text: ArraySlice<UInt8>, depth: Int) -> [UInt8] {
    guard depth < Self.deepest else {
      isTooLong = true
      return []
    }
    var output: [UInt8] = []
    var rest = text
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")), !isRefused {
      output += rest[..<dollar]
      rest = rest[(dollar + 1)...]
      guard let next = rest.first else {
        output.append(UInt8(ascii: "$"))
        break
      }
      if next == UInt8(ascii: "$") {
        output.append(next)
        rest = rest.dropFirst()
      } else if next == UInt8(ascii: "{") {
        guard let end = Self.end(of: rest) else {
          isRefused = true
          return []
        }
        output += braced(rest[(rest.startIndex + 1)..<end], depth: depth)
        rest = rest[(end + 1)...]
      } else if Self.isNameStart(next) {
        let name = rest.prefix(while: isWordByte)
        output += value(of: name) ?? []
        rest = rest[name.endIndex...]
      } else {
        output.append(UInt8(ascii: "$"))
      }
      guard output.count <= DotenvInterpolation.longestValue else {
        isTooLong = true
        return []
      }
    }
    return output + rest
  }

  /// The brace that closes the one `text` starts with; nil without one.
  private static func end(of text: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    for index in text.indices {
      if text[index] == UInt8(ascii: "{") { depth += 1 }
      if text[index] == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  private mutating func braced(_ text: ArraySlice<UInt8>, depth: Int) -> [UInt8] {
    let name = text.prefix(while: isWordByte)
    guard let first = name.first, Self.isNameStart(first) else {
      isRefused = true
      return []
    }
    var rest = text[name.endIndex...]
    guard !rest.isEmpty else { return value(of: name) ?? [] }
    let isColon = rest.first == UInt8(ascii: ":")
    if isColon { rest = rest.dropFirst() }
    guard let sign = rest.first, "-+?".utf8.contains(sign) else {
      isRefused = true
      return []
    }
    let found = lookUp(Array(name)).value
    let isUsable = found.map { !isColon || !$0.isEmpty } ?? false
    switch sign {
    case UInt8(ascii: "-"): return isUsable ? value(of: name) ?? [] : filled(rest.dropFirst(), depth: depth + 1)
    case UInt8(ascii: "+"): return isUsable ? filled(rest.dropFirst(), depth: depth + 1) : found ?? []
    default:
      if !isUsable { isRefused = true }
      return found ?? []
    }
  }

  private mutating func value(of name: ArraySlice<UInt8>) -> [UInt8]? {
    let found = lookUp(Array(name))
    if !found.isResolved { isResolved = false }
    return found.value
  }

  private static func isNameStart(_ byte: UInt8) -> Bool { isWordByte(byte) && !(byte &- 0x30 < 10) }
}
