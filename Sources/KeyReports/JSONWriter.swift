import KeyFacts

/// Streams a JSON document, two spaces a level. Objects that hold no other container can stand on one line.
struct JSONWriter {
  private var out: ByteWriter
  private var depth = 0
  private var isFirst = true
  private var isInline = false

  static func write(to sink: ByteSink, _ body: (inout JSONWriter) -> Void) throws {
    try ByteWriter.write(to: sink) { out in
      var json = JSONWriter(out: out)
      json.container("{", "}", inline: false, body)
      json.out.write("\n")
      out = json.out
    }
  }

  /// A document that is an array.
  static func write<Items: Sequence>(
    to sink: ByteSink, arrayOf items: Items, _ body: (inout JSONWriter, Items.Element) -> Void
  ) throws {
    try ByteWriter.write(to: sink) { out in
      var json = JSONWriter(out: out)
      json.container("[", "]", inline: false) { json in
        for item in items where json.out.isOpen { body(&json, item) }
      }
      json.out.write("\n")
      out = json.out
    }
  }

  private init(out: ByteWriter) { self.out = out }

  /// - Parameter name: like every name of a field, of characters that JSON need not escape.
  mutating func object(_ name: String? = nil, inline: Bool = false, _ body: (inout JSONWriter) -> Void) {
    start(name)
    container("{", "}", inline: inline, body)
  }

  mutating func array<Items: Sequence>(
    _ name: String, of items: Items, inline: Bool = false, _ body: (inout JSONWriter, Items.Element) -> Void
  ) {
    start(name)
    container("[", "]", inline: inline) { json in
      for item in items where json.out.isOpen { body(&json, item) }
    }
  }

  mutating func field(_ name: String?, _ text: String?) {
    start(name)
    if let text { quote(text) } else { out.write("null") }
  }

  mutating func field(_ name: String, _ number: Int?) {
    start(name)
    out.write(number.map(String.init) ?? "null")
  }

  mutating func field(_ name: String, _ truth: Bool) {
    start(name)
    out.write(truth ? "true" : "false")
  }

  mutating func null(_ name: String) { field(name, nil as String?) }

  private mutating func start(_ name: String?) {
    if !isFirst { out.write(isInline ? ", " : ",") }
    if !isInline { newLine() }
    isFirst = false
    guard let name else { return }
    out.write(byte: 0x22)
    out.write(name)
    out.write("\": ")
  }

  private mutating func container(
    _ open: String, _ close: String, inline: Bool, _ body: (inout JSONWriter) -> Void
  ) {
    let outerInline = isInline
    out.write(open)
    isInline = isInline || inline
    isFirst = true
    depth += 1
    body(&self)
    depth -= 1
    if !isFirst, !isInline { newLine() }
    out.write(close)
    isFirst = false
    isInline = outerInline
  }

  private mutating func newLine() {
    out.write(byte: 0x0A)
    out.write(repeating: 0x20, count: depth * 2)
  }

  private mutating func quote(_ text: String) {
    let text = text.withoutKeys
    out.write(byte: 0x22)
    if text.isPlainInJSON {
      out.write(text)
    } else {
      for scalar in text.unicodeScalars { out.write(Self.escaped(scalar)) }
    }
    out.write(byte: 0x22)
  }

  // What a terminal would not show is escaped too, so that a report can be looked at with `cat`.
  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case _ where scalar.isHiddenOnTerminal:
      return String(scalar).utf16.map { "\\u" + $0.hexadecimal(width: 4) }.joined()
    default: return String(scalar)
    }
  }
}

extension String {
  fileprivate var isPlainInJSON: Bool {
    func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C }
    let fast = utf8.withContiguousStorageIfAvailable { bytes in bytes.allSatisfy(isPlain) }
    return fast ?? utf8.allSatisfy(isPlain)
  }
}
