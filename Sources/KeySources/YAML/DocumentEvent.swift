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

  var bytes: [UInt8]
  var style: Style
  var tag: NodeTag = .none
  /// Of the text's first character: after an opening quote, on a block's first line of content.
  var place: TextPlace
  /// The bytes of the source that the text was written with; empty for what is not written there.
  var source: Range<Int>

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Null by YAML and JSON: nothing, `~` or `null`, unquoted.
  var isNull: Bool {
    guard style == .plain else { return false }
    switch bytes.count {
    case 0: return true
    case 1: return bytes[0] == UInt8(ascii: "~")
    case 4: return ["null", "Null", "NULL"].contains(text)
    default: return false
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
  case aliasOfCollection
}

/// A reader of YAML or JSON that hands out one event at a time.
protocol DocumentEvents {
  /// The next event; nil at the end of the text.
  mutating func next() throws(SourceError) -> DocumentEvent?
}
