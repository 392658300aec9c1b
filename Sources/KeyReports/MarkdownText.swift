import KeyFacts

/// A text in a Markdown document, which nothing in the text can get out of.
enum MarkdownText {
  /// A name or a path, in a code span. One with a character that could end the span, the cell or the line is written
  /// with character references inside `<code>`, where no mention is looked for, and an address only where its `@` is not
  /// followed by a tag.
  static func code(_ text: String) -> String {
    let text = text.printable
    if text.isEmpty { return "" }
    let isPlain = text.unicodeScalars.allSatisfy { $0.isPlainInCode || $0.value >= 0x80 }
    if isPlain, !text.hasPrefix(" "), !text.hasSuffix(" "), !text.contains("::") { return "`\(text)`" }
    return "<code>" + referenced(Array(text.unicodeScalars)) + "</code>"
  }

  private static func referenced(_ scalars: [Unicode.Scalar]) -> String {
    scalars.enumerated().map { index, scalar in
      let isOuterBlank = scalar == " " && (index == 0 || index + 1 == scalars.count)
      let isDoubled = scalar == ":" && index + 1 < scalars.count && ":/".unicodeScalars.contains(scalars[index + 1])
      let isPlain = (scalar.isPlainInCode && scalar != "_") || scalar.value >= 0x80
      if scalar == "@" { return scalar.reference + "<wbr>" }
      let isAddress = scalar == "." && endsHostPrefix(scalars[..<index])
      return isPlain && !isOuterBlank && !isDoubled && !isAddress ? String(scalar) : scalar.reference
    }.joined()
  }

  /// `www`, from which on an address is made a link.
  private static func endsHostPrefix(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    scalars.suffix(3).elementsEqual("www".unicodeScalars) || scalars.suffix(3).elementsEqual("WWW".unicodeScalars)
  }

  /// A sentence, in a cell or a paragraph. Underscores inside a name stay, since they mean nothing there.
  static func prose(_ text: String) -> String {
    let scalars = Array(text.printable.unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      let isInWord =
        index > 0 && index + 1 < scalars.count && scalars[index - 1].isWordCharacter
        && scalars[index + 1].isWordCharacter
      switch scalar {
      case "_" where isInWord: result += "_"
      case "@": result += "<code>&#64;</code>"
      case "#" where index + 1 < scalars.count && scalars[index + 1].isDigit: result += "<code>&#35;</code>"
      case ":" where index + 1 < scalars.count && (scalars[index + 1] == ":" || scalars[index + 1] == "/"):
        result += scalar.reference
      case "-", "+", "=":
        result += index == 0 ? scalar.reference : String(scalar)
      case ".", ")":
        let endsNumber = index > 0 && scalars[..<index].allSatisfy(\.isDigit)
        result += endsNumber || (scalar == "." && endsHostPrefix(scalars[..<index])) ? scalar.reference : String(scalar)
      case _ where scalar.isMarkup: result += scalar.reference
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  fileprivate var reference: String { "&#\(value);" }

  fileprivate var isWordCharacter: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self) || value >= 0x80
  }

  fileprivate var isPlainInCode: Bool { isWordCharacter || " _./-,:=+%(){}'\"".unicodeScalars.contains(self) }

  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }

  fileprivate var isMarkup: Bool { "&<>|`*_[]\\#~!$".unicodeScalars.contains(self) }
}
