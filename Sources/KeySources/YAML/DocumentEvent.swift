import KeyFacts

/// A place in a file's text. Both count from 1; a column counts Unicode scalars.
struct TextPlace: Hashable, Comparable {
  var line: Int
  var column: Int

  static let start = TextPlace(line: 1, column: 1)

  static func < (a: TextPlace, b: TextPlace) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// What a tag says about the value it marks, as far as it matters here.
enum NodeTag: Hashable {
  case none
  /// `!vault`: Ansible's ciphertext.
  case encrypted
  /// `!Ref`, `!Sub`, `!reference`: the value lies elsewhere.
  case reference
  /// `{{ name }}` without quotes, which is a mapping used as a key.
  case template
  /// `!!binary`: base64.
  case binary

  init(_ name: String) {
    switch name {
    case "!vault", "!vault-encrypted": self = .encrypted
    case "!Ref", "!Sub", "!GetAtt", "!ImportValue", "!reference", "!ENV", "!env", "!env_var", "!secret", "!ssm":
      self = .reference
    case "tag:yaml.org,2002:binary": self = .binary
    default: self = .none
    }
  }
}

/// A scalar's text, and where it stands.
struct Scalar {
  enum Style { case plain, quoted, block }

  /// Most texts stand in the source as they are, and most are looked at once and dropped: those are never copied.
  private enum Content {
    case written(UnsafeBufferPointer<UInt8>)
    case made([UInt8])
  }

  private var content: Content
  var style: Style
  var tag: NodeTag = .none
  /// Of the text's first character: after an opening quote, on a block's first line of content.
  var place: TextPlace
  /// The bytes of the source that the text was written with; empty for what is not written there.
  var source: Range<Int>

  init(bytes: [UInt8], style: Style, tag: NodeTag = .none, place: TextPlace, source: Range<Int>) {
    self.content = .made(bytes)
    self.style = style
    self.tag = tag
    self.place = place
    self.source = source
  }

  /// - Parameters:
  ///   - text: the bytes, for now.
  ///   - document: what `source` is a part of; it must outlive the scalar.
  init(
    copying text: UnsafeBufferPointer<UInt8>, style: Style, tag: NodeTag, place: TextPlace, source: Range<Int>,
    of document: UnsafeBufferPointer<UInt8>
  ) {
    let written = UnsafeBufferPointer(rebasing: document[source])
    self.content = written.elementsEqual(text) ? .written(written) : .made(Array(text))
    self.style = style
    self.tag = tag
    self.place = place
    self.source = source
  }

  /// The text; made anew for every call where it stands in the source as it is.
  var bytes: [UInt8] {
    get {
      switch content {
      case .written(let text): Array(text)
      case .made(let text): text
      }
    }
    set { content = .made(newValue) }
  }

  var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// - Parameter body: must not keep what it is given.
  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    switch content {
    case .written(let text): body(text)
    case .made(let text): text.withUnsafeBufferPointer(body)
    }
  }

  /// Null by YAML and JSON: nothing, `~` or `null`, unquoted.
  var isNull: Bool {
    guard style == .plain else { return false }
    return withBytes { bytes in
      switch bytes.count {
      case 0: true
      case 1: bytes[0] == UInt8(ascii: "~")
      case 4: ["null", "Null", "NULL"].contains(text)
      default: false
      }
    }
  }
}

/// A mapping or sequence where it starts.
struct Collection {
  var place: TextPlace
  var tag: NodeTag = .none
  /// Written with brackets.
  var isFlow: Bool
}

/// What a reader of YAML or JSON meets, in the order of the file.
///
/// An alias of a scalar comes as that scalar at the alias's place; an alias of a collection as ``aliasOfCollection``, so
/// that nothing is ever copied.
enum DocumentEvent {
  case documentStart
  case documentEnd
  case mappingStart(Collection)
  case sequenceStart(Collection)
  /// Of the mapping or sequence that started last and has not ended.
  case collectionEnd
  case scalar(Scalar)
  case aliasOfCollection(at: TextPlace)
}

/// A reader of YAML or JSON that hands out one event at a time.
protocol DocumentEvents {
  /// The next event; nil at the end of the text.
  mutating func next() throws(SourceError) -> DocumentEvent?
}
