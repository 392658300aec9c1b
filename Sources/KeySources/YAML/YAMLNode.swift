package import KeyFacts

/// A YAML document as a tree with places: for a file that is judged node by node, as keyferry's configuration is.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([(key: YAMLNode, value: YAMLNode)])
    /// What stands for something else: an alias of a collection, a value with a tag.
    case standIn
  }

  package let content: Content
  package let line: Int
  package let column: Int
  /// `~`, `null`, or nothing at all.
  package let isNull: Bool

  /// The documents of a stream: none for a text of comments alone.
  ///
  /// - Throws: ``SourceError`` for what is no YAML.
  package static func documents(in bytes: [UInt8]) throws(SourceError) -> [YAMLNode] {
    let text = try SourceText(bytes)
    return try text.bytes.withUnsafeBufferPointer { source throws(SourceError) in
      let events = try YAMLReader(source, isASCII: text.isASCII, mostEvents: 100_000)
      var builder = Builder()
      while let event = try events.next() { builder.take(event) }
      return builder.documents
    }
  }

  private init(_ content: Content, at place: TextPlace, isNull: Bool = false) {
    self.content = content
    (line, column) = (place.line, place.column)
    self.isNull = isNull
  }

  /// Puts nodes together from events; the reader bounds their depth.
  private struct Builder {
    private struct Frame {
      let place: TextPlace
      let isMapping: Bool
      let isStandIn: Bool
      var nodes: [YAMLNode] = []
    }

    private(set) var documents: [YAMLNode] = []
    private var stack: [Frame] = []

    mutating func take(_ event: DocumentEvent) {
      switch event {
      case .documentStart, .documentEnd: stack = []
      case .mappingStart(let start): open(start, isMapping: true)
      case .sequenceStart(let start): open(start, isMapping: false)
      case .collectionEnd: close()
      case .aliasOfCollection(let place): add(YAMLNode(.standIn, at: place))
      case .scalar(let scalar):
        guard scalar.tag == .none else { return add(YAMLNode(.standIn, at: scalar.place)) }
        add(
          YAMLNode(.scalar(scalar.text, isPlain: scalar.style == .plain), at: scalar.place, isNull: scalar.isNull))
      }
    }

    private mutating func open(_ start: Collection, isMapping: Bool) {
      stack.append(Frame(place: start.place, isMapping: isMapping, isStandIn: start.tag != .none))
    }

    private mutating func close() {
      guard let frame = stack.popLast() else { return }
      let content: Content =
        if frame.isStandIn {
          .standIn
        } else if frame.isMapping {
          .mapping(
            stride(from: 0, to: frame.nodes.count - 1, by: 2).map { (key: frame.nodes[$0], value: frame.nodes[$0 + 1]) }
          )
        } else {
          .sequence(frame.nodes)
        }
      add(YAMLNode(content, at: frame.place))
    }

    private mutating func add(_ node: YAMLNode) {
      if stack.isEmpty { documents.append(node) } else { stack[stack.count - 1].nodes.append(node) }
    }
  }
}
