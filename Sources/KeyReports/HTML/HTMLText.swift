import KeyFacts

/// How text gets into the page: as text, whatever is in it, and without a key.
enum HTMLText {
  /// Goes by scalars: a `"` with an accent on it is one character, and no `"` among characters.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.printable.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
