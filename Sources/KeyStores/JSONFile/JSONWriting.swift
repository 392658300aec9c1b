import KeyFacts

extension [UInt8] {
  mutating func append(text: String) { append(contentsOf: text.utf8) }

  /// A JSON string. What a terminal would obey or hide stands as `\u001B`, so that a diff shows what there is.
  mutating func append(jsonString text: String) {
    append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy(\.isPlainInJSON) {
      append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars { append(jsonScalar: scalar) }
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func append(jsonScalar scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": append(text: "\\\"")
    case "\\": append(text: "\\\\")
    case "\n": append(text: "\\n")
    case "\t": append(text: "\\t")
    case _ where scalar.isHiddenOnTerminal:
      // Tags lie beyond the first plane, and are two units.
      for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
        append(text: "\\u" + unit.hexadecimal(width: 4, uppercase: true))
      }
    default: append(text: String(scalar))
    }
  }
}

extension UInt8 {
  /// Printable ASCII that needs no escape.
  fileprivate var isPlainInJSON: Bool {
    self >= 0x20 && self < 0x7F && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
  }
}
