import KeyFacts

/// How text gets into the page: as text, whatever is in it, and without a key.
enum HTMLText {
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.printable.unicodeScalars {
      if let entity = scalar == "'" ? "&#39;" : scalar.markupEntity {
        escaped += entity
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
