import KeyFacts

/// Command-line arguments in messages. A key is none of them, but a person may try.
enum SpokenArguments {
  private static let marks = ["_live_", "_test_", "whsec_", "sk_org", "rkcs_", "oak_"]

  static func holdsKey(_ argument: String) -> Bool {
    argument.count >= 12 && marks.contains { argument.contains($0) }
  }

  /// `text` without those arguments that hold a key.
  static func hidingKeys(in text: String, of arguments: [String]) -> String {
    guard arguments.contains(where: holdsKey) else {
      return text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { String($0).printable }.joined(separator: "\n")
    }
    // The parser quotes an argument, or the part of it behind `=`: no message about such a line is safe to show.
    return "error: a key was given as an argument, where every user of the machine can see it\n"
      + "hint: roll it; `keyferry keys add` reads a key from standard input or asks for it"
  }
}
