import KeyFacts

/// JSON's events: RFC 8259, and what files called `.json` hold beside it, which is comments, trailing commas, tabs in
/// strings, and one value after another.
struct JSONReader: DocumentEvents {
  static let deepest = 512

  private enum Expectation {
    /// A value; `orEnd` where the array may end.
    case value(orEnd: Bool)
    /// A name or the end of the object.
    case name
    case colon
    /// A comma or the end of the object or array.
    case comma
    case documentEnd
    case document
  }

  private let source: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private var cursor: PlaceCursor
  /// For each open object true, for each open array false.
  private var open: [Bool] = []
  private var expectation = Expectation.document

  /// - Parameter source: UTF-8 without a mark, which must outlive the reader.
  init(_ source: UnsafeBufferPointer<UInt8>) {
    self.source = source
    self.cursor = PlaceCursor(source)
  }

  mutating func next() throws(SourceError) -> DocumentEvent? {
    while true {
      if case .documentEnd = expectation {
        expectation = .document
        return .documentEnd
      }
      try skipBlanksAndComments()
      guard offset < source.count else {
        guard case .document = expectation else { throw problem() }
        return nil
      }
      switch expectation {
      case .document:
        expectation = .value(orEnd: false)
        return .documentStart
      case .value(orEnd: true) where source[offset] == UInt8(ascii: "]"): return end()
      case .value: return try value()
      case .name where source[offset] == UInt8(ascii: "}"): return end()
      case .name:
        guard source[offset] == UInt8(ascii: "\"") else { throw problem() }
        expectation = .colon
        return .scalar(try string())
      case .colon:
        guard source[offset] == UInt8(ascii: ":") else { throw problem() }
        offset += 1
        expectation = .value(orEnd: false)
      case .comma:
        let inObject = open.last ?? false
        if source[offset] == UInt8(ascii: inObject ? "}" : "]") { return end() }
        guard source[offset] == UInt8(ascii: ",") else { throw problem() }
        offset += 1
        expectation = inObject ? .name : .value(orEnd: true)
      case .documentEnd: break
      }
    }
  }

  private mutating func value() throws(SourceError) -> DocumentEvent {
    switch source[offset] {
    case UInt8(ascii: "{"): return .mappingStart(try start(isObject: true))
    case UInt8(ascii: "["): return .sequenceStart(try start(isObject: false))
    case UInt8(ascii: "\""):
      let scalar = try string()
      closeValue()
      return .scalar(scalar)
    default:
      let scalar = try word()
      closeValue()
      return .scalar(scalar)
    }
  }

  private mutating func start(isObject: Bool) throws(SourceError) -> Collection {
    let place = cursor.advance(to: offset)
    guard open.count < Self.deepest else {
      throw .tooDeep(line: place.line, column: place.column, limit: Self.deepest)
    }
    let collection = Collection(place: place, isFlow: true)
    offset += 1
    open.append(isObject)
    expectation = isObject ? .name : .value(orEnd: true)
    return collection
  }

  private mutating func end() -> DocumentEvent {
    offset += 1
    open.removeLast()
    closeValue()
    return .collectionEnd
  }

  private mutating func closeValue() { expectation = open.isEmpty ? .documentEnd : .comma }

  /// A number, `true`, `false` or `null`.
  private mutating func word() throws(SourceError) -> Scalar {
    let start = offset
    while offset < source.count, source[offset].isJSONWord { offset += 1 }
    let bytes = Array(source[start..<offset])
    let isNumber = bytes.first.map { $0 == UInt8(ascii: "-") || $0 &- 0x30 < 10 } ?? false
    guard isNumber || ["true", "false", "null"].contains(String(decoding: bytes, as: UTF8.self)) else {
      offset = start
      throw problem()
    }
    return Scalar(bytes: bytes, style: .plain, place: cursor.advance(to: start), source: start..<offset)
  }

  private mutating func string() throws(SourceError) -> Scalar {
    offset += 1
    let start = offset
    let place = cursor.advance(to: start)
    var bytes: [UInt8] = []
    while offset < source.count {
      let run = offset
      while offset < source.count, !source[offset].endsJSONRun { offset += 1 }
      bytes.append(contentsOf: source[run..<offset])
      guard offset < source.count else { break }
      switch source[offset] {
      case UInt8(ascii: "\""):
        offset += 1
        return Scalar(bytes: bytes, style: .quoted, place: place, source: start..<offset - 1)
      case UInt8(ascii: "\\"): try escape(into: &bytes)
      default: throw problem()
      }
    }
    throw problem()
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(SourceError) {
    guard offset + 1 < source.count else { throw problem() }
    let letter = source[offset + 1]
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(letter)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      bytes.append(contentsOf: String(try unicodeEscape()).utf8)
      return
    default: throw problem()
    }
    offset += 2
  }

  /// `\u0041`, or two that are a surrogate pair; U+FFFD for half a pair.
  private mutating func unicodeEscape() throws(SourceError) -> Unicode.Scalar {
    let high = try hexadecimal(at: offset + 2)
    offset += 6
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, offset + 1 < source.count, source[offset] == UInt8(ascii: "\\"),
      source[offset + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    let low = try hexadecimal(at: offset + 2)
    guard (0xDC00...0xDFFF).contains(low) else { return "\u{FFFD}" }
    offset += 6
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal(at start: Int) throws(SourceError) -> UInt32 {
    guard start + 4 <= source.count,
      source[start..<start + 4].allSatisfy(\.isHexadecimal),
      let value = UInt32(String(decoding: source[start..<start + 4], as: UTF8.self), radix: 16)
    else { throw problem() }
    return value
  }

  private mutating func skipBlanksAndComments() throws(SourceError) {
    while offset < source.count {
      switch source[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      case UInt8(ascii: "/") where offset + 1 < source.count && source[offset + 1] == UInt8(ascii: "/"):
        while offset < source.count, source[offset] != 0x0A, source[offset] != 0x0D { offset += 1 }
      case UInt8(ascii: "/") where offset + 1 < source.count && source[offset + 1] == UInt8(ascii: "*"):
        let start = offset
        offset += 2
        while offset + 1 < source.count, source[offset] != UInt8(ascii: "*") || source[offset + 1] != UInt8(ascii: "/")
        {
          offset += 1
        }
        guard offset + 1 < source.count else {
          offset = start
          throw problem()
        }
        offset += 2
      default: return
      }
    }
  }

  private mutating func problem() -> SourceError {
    let place = cursor.advance(to: offset)
    return .invalidJSON(line: place.line, column: place.column)
  }
}

extension UInt8 {
  fileprivate var isJSONWord: Bool {
    self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 26 || self == UInt8(ascii: "-") || self == UInt8(ascii: "+")
      || self == UInt8(ascii: ".")
  }

  fileprivate var isHexadecimal: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 6 }

  /// A quote, a backslash, or a line end, which no string holds.
  fileprivate var endsJSONRun: Bool { self == 0x22 || self == 0x5C || self == 0x0A || self == 0x0D }
}
