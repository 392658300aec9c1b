extension String {
  /// This text on one line of a terminal or log: control characters, line separators and text-direction overrides
  /// are shown as `\u{1B}`, so that a file's or setting's name can't move a cursor or fake a line.
  package var printable: String { withoutKeys.onOneLine }

  private var onOneLine: String {
    var text = self
    // Most texts are told by this.
    if text.withUTF8({ bytes in bytes.allSatisfy { $0 &- 0x20 < 0x5F } }) { return self }
    guard unicodeScalars.contains(where: \.isHiddenOnTerminal) else { return self }
    text = ""
    for scalar in unicodeScalars {
      if scalar.isHiddenOnTerminal {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  /// C0, DEL, C1, soft hyphen, line and paragraph separators, zero-width characters, bidirectional controls,
  /// byte order mark, annotation marks, tags.
  package var isHiddenOnTerminal: Bool {
    switch value {
    case 0...0x1F, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
