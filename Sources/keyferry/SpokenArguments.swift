import KeyFacts

/// Command-line arguments, which every user of the machine can see. A key is none of them, but a person may try.
enum SpokenArguments {
  /// Refuses a command line with a key in it, wherever it stands, before anything is done or said of it.
  static func check(_ arguments: [String]) throws {
    guard arguments.contains(where: { $0.withoutKeys != $0 }) else { return }
    throw UsageError(
      "a key was given as an argument, where every user of the machine can see it\n"
        + "hint: roll it; `keyferry keys add` reads a key from standard input or asks for it")
  }
}
