extension Unicode.Scalar {
  /// What stands for it in the text or an attribute of HTML and XML; nil where it stands for itself.
  ///
  /// For scalars and not for characters: a `"` with an accent on it is one character, and no `"` among characters.
  var markupEntity: String? {
    switch self {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    default: nil
    }
  }
}
