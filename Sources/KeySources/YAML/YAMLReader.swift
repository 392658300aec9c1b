import CLibYAML
import KeyFacts

/// libyaml's events, with limits, and with aliases looked up and never expanded.
///
/// libyaml 0.2.5 has no limit of its own, and its time grows with the square of flow nesting: the first event beyond
/// ``deepest`` ends the reading, and it looks only some 1,024 characters ahead of that.
final class YAMLReader: DocumentEvents {
  static let deepest = 64
  /// All that the aliases of scalars may stand for, in bytes: each is looked at again.
  private static let mostAliasedBytes = 8 << 20

  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let source: UnsafeBufferPointer<UInt8>
  private let isASCII: Bool
  private var offsets: ScalarOffsets
  private var cursor: PlaceCursor
  private let mostEvents: Int
  private var depth = 0
  private var events = 0
  private var aliasedBytes = 0
  private var isOver = false
  /// The document's anchors; those of collections are known, and hold nothing.
  private var anchors: [String: Scalar?] = [:]

  /// - Parameter source: UTF-8 without a mark, which must outlive the reader.
  init(_ source: UnsafeBufferPointer<UInt8>, isASCII: Bool, mostEvents: Int = 5_000_000) throws(SourceError) {
    self.source = source
    self.isASCII = isASCII
    self.mostEvents = mostEvents
    offsets = ScalarOffsets(source, isASCII: isASCII)
    cursor = PlaceCursor(source)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw .system(errno: 12)
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, source.baseAddress, source.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  func next() throws(SourceError) -> DocumentEvent? {
    while !isOver {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
      defer { yaml_event_delete(&event) }
      events += 1
      if events > mostEvents { throw problem(.tooManyEvents, at: event.start_mark) }
      if let event = try translated(event) { return event }
    }
    return nil
  }

  private func translated(_ event: yaml_event_t) throws(SourceError) -> DocumentEvent? {
    switch event.type {
    case YAML_STREAM_END_EVENT:
      isOver = true
      return nil
    case YAML_DOCUMENT_START_EVENT:
      anchors.removeAll(keepingCapacity: true)
      return .documentStart
    case YAML_DOCUMENT_END_EVENT:
      return .documentEnd
    case YAML_MAPPING_START_EVENT:
      let data = event.data.mapping_start
      let isFlow = data.style == YAML_FLOW_MAPPING_STYLE
      return .mappingStart(try collection(event, anchor: data.anchor, tag: data.tag, isFlow: isFlow))
    case YAML_SEQUENCE_START_EVENT:
      let data = event.data.sequence_start
      let isFlow = data.style == YAML_FLOW_SEQUENCE_STYLE
      return .sequenceStart(try collection(event, anchor: data.anchor, tag: data.tag, isFlow: isFlow))
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      depth -= 1
      return .collectionEnd
    case YAML_SCALAR_EVENT:
      let scalar = scalar(event)
      if let anchor = event.data.scalar.anchor { anchors[Self.text(anchor)] = .some(scalar) }
      return .scalar(scalar)
    case YAML_ALIAS_EVENT:
      guard let target = anchors[Self.text(event.data.alias.anchor)] else {
        throw problem(.unknownAlias, at: event.start_mark)
      }
      guard var scalar = target else { return .aliasOfCollection(at: place(event.start_mark)) }
      aliasedBytes += scalar.withBytes(\.count)
      if aliasedBytes > Self.mostAliasedBytes { throw problem(.tooManyAliases, at: event.start_mark) }
      scalar.place = place(event.start_mark)
      scalar.source = 0..<0
      return .scalar(scalar)
    default:
      return nil
    }
  }

  private func collection(
    _ event: yaml_event_t, anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?,
    isFlow: Bool
  ) throws(SourceError) -> Collection {
    depth += 1
    guard depth <= Self.deepest else {
      let place = place(event.start_mark)
      throw .tooDeep(line: place.line, column: place.column, limit: Self.deepest)
    }
    if let anchor { anchors[Self.text(anchor)] = .some(nil) }
    return Collection(
      place: place(event.start_mark), tag: tag.map { NodeTag(Self.text($0)) } ?? .none, isFlow: isFlow)
  }

  private func scalar(_ event: yaml_event_t) -> Scalar {
    let data = event.data.scalar
    let style: Scalar.Style =
      switch data.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
      case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
      default: .plain
      }
    _ = place(event.start_mark)
    var cursor = cursor
    let end = offsets.offset(ofScalar: event.end_mark.index)
    if data.anchor != nil || data.tag != nil { cursor.skipProperties(before: end) }
    switch style {
    case .plain: break
    case .quoted: _ = cursor.advance(to: cursor.offset + 1)
    case .block: cursor.skipBlockHeader()
    }
    return Scalar(
      copying: UnsafeBufferPointer(start: data.value, count: data.length), style: style,
      tag: data.tag.map { NodeTag(Self.text($0)) } ?? .none, place: cursor.place,
      source: min(cursor.offset, end)..<end, of: source)
  }

  /// libyaml's problem in our words: its own may quote the document.
  private func problem() -> SourceError {
    let failed = parser.pointee
    switch failed.error {
    case YAML_MEMORY_ERROR:
      return .system(errno: 12)
    case YAML_READER_ERROR:
      var cursor = PlaceCursor(source)
      let place = cursor.advance(to: failed.problem_offset)
      return .invalidYAML(line: place.line, column: place.column, problem: .reader)
    default:
      return problem(.syntax, at: failed.problem_mark)
    }
  }

  /// The mark may be one that lies behind the last event.
  private func problem(_ problem: YAMLProblem, at mark: yaml_mark_t) -> SourceError {
    var offsets = ScalarOffsets(source, isASCII: isASCII)
    var cursor = PlaceCursor(source)
    let place = cursor.advance(to: offsets.offset(ofScalar: mark.index))
    return .invalidYAML(line: place.line, column: place.column, problem: problem)
  }

  /// The place of an event, each called for in turn.
  ///
  /// libyaml's own lines end at U+0085, U+2028 and U+2029, too, which no editor and no grep counts, and the end of a file
  /// is a line of its own to it.
  private func place(_ mark: yaml_mark_t) -> TextPlace { cursor.advance(to: offsets.offset(ofScalar: mark.index)) }

  private static func text(_ string: UnsafeMutablePointer<yaml_char_t>) -> String { String(cString: string) }
}

extension PlaceCursor {
  /// Past `&anchor` and `!tag`, and the blanks, comments and line ends between them and the value.
  fileprivate mutating func skipProperties(before end: Int) {
    while offset < end, let byte {
      switch byte {
      case UInt8(ascii: "&"):
        // libyaml's anchors are of fewer characters than YAML's: `&a:b` is an anchor and a value.
        _ = advance(to: offset + 1)
        skip(while: Self.isOfAnchor)
      case UInt8(ascii: "!"): skip { !Self.isBlank($0) }
      case UInt8(ascii: "#"): skip { $0 != 0x0A && $0 != 0x0D }
      case let byte where Self.isBlank(byte): skip(while: Self.isBlank)
      default: return
      }
    }
  }

  /// Past `|` or `>` with its indicators, and the indentation of what follows.
  fileprivate mutating func skipBlockHeader() {
    skip { $0 != 0x0A && $0 != 0x0D }
    skip(while: Self.isBlank)
  }

  private static func isOfAnchor(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
