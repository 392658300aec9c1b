import KeyFacts

/// Writes lines of a terminal's width.
struct TextWriter {
  private var out: ByteWriter
  let width: Int
  private let color: Bool
  private var isEmpty = true

  init(out: ByteWriter, options: TextOptions) {
    self.out = out
    self.width = max(20, options.width)
    self.color = options.color
  }

  static func write(to sink: ByteSink, options: TextOptions, _ body: (inout TextWriter) -> Void) throws {
    try ByteWriter.write(to: sink) { out in
      var text = TextWriter(out: out, options: options)
      body(&text)
      out = text.out
    }
  }

  var isOpen: Bool { out.isOpen }

  /// A heading, after an empty line unless it is the first.
  mutating func heading(_ title: String, _ detail: String = "") {
    gap()
    let pieces = [StyledText(title, .heading)] + (detail.isEmpty ? [] : [StyledText(" " + detail)])
    wrapped(pieces, indent: 0, hanging: 2)
  }

  /// An empty line, unless nothing was written yet.
  mutating func gap() {
    if !isEmpty { out.write("\n") }
  }

  /// A text of as many lines as it needs.
  mutating func wrapped(_ pieces: [StyledText], indent: Int, hanging: Int) {
    let wrap = LineWrap(first: width - indent, rest: width - hanging)
    for (index, line) in wrap.lines(of: pieces).enumerated() {
      self.line(line, indent: index == 0 ? indent : hanging)
    }
  }

  mutating func wrapped(_ text: String, indent: Int) {
    wrapped([StyledText(text)], indent: indent, hanging: indent + 2)
  }

  /// A command line that a person copies: it is broken between arguments, as a shell reads it, or not at all.
  mutating func command(_ command: String, indent: Int) {
    var current = ""
    var indent = indent
    var room = width - indent
    for part in command.printable.shellParts(upTo: room - 4) {
      if !current.isEmpty, current.displayWidth + 1 + part.displayWidth > room - 2 {
        line([StyledText(current + " \\")], indent: indent)
        if room == width - indent { indent += 2 }
        room = width - indent - 1
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + part
    }
    line([StyledText(current)], indent: indent)
  }

  mutating func line(_ pieces: [StyledText], indent: Int) {
    isEmpty = false
    if !pieces.isEmpty { out.write(repeating: 0x20, count: indent) }
    for piece in pieces.joinedByStyle {
      guard color, piece.style != .plain else {
        out.write(piece.text)
        continue
      }
      out.write(piece.style.escape)
      out.write(piece.text)
      out.write(TextStyle.reset)
    }
    out.write("\n")
  }
}

extension [StyledText] {
  /// With neighbours of one style as one piece.
  fileprivate var joinedByStyle: [StyledText] {
    var joined: [StyledText] = []
    var rest = self[...]
    while let style = rest.first?.style {
      let run = rest.prefix { $0.style == style }
      // What no piece holds alone may be in all of them.
      joined.append(run.count == 1 ? run[run.startIndex] : StyledText(run.reduce(into: "") { $0 += $1.text }, style))
      rest = rest[run.endIndex...]
    }
    return joined
  }
}

extension String {
  /// The words of a command line, an option together with what follows it unless that is longer than `width`.
  fileprivate func shellParts(upTo width: Int) -> [String] {
    var parts: [String] = []
    for argument in shellArguments {
      guard !argument.hasPrefix("-"), let last = parts.last, last.displayWidth + 1 + argument.displayWidth <= width
      else {
        parts.append(argument)
        continue
      }
      parts[parts.count - 1] = last + " " + argument
    }
    return parts
  }

  /// The words of a command line, quotes included.
  private var shellArguments: [String] {
    var arguments = [""]
    var quote: Character?
    for character in self {
      if character == " ", quote == nil {
        arguments.append("")
        continue
      }
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      }
      arguments[arguments.count - 1].append(character)
    }
    return arguments.filter { !$0.isEmpty }
  }
}
