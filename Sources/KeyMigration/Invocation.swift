/// The command line as it was given, from which others are made that would go through.
package struct Invocation: Sendable {
  /// All but the program's name.
  package let arguments: [String]
  /// Those of them that are sources.
  package let sources: [String]

  package init(arguments: [String], sources: [String]) {
    self.arguments = arguments
    self.sources = sources
  }

  /// An option that a command line is to have.
  struct Option {
    let name: String
    /// Nil for a flag.
    var value: String?
  }

  /// The same with these options, in place of what was given for them: of two values the parser takes the last.
  func adding(_ options: [Option]) -> String {
    let rest = options.reduce(Array(arguments.dropFirst())) { Invocation.removing($1, from: $0) }
    // Behind the command's name: what follows `--` would be a source.
    return Invocation.line(arguments.prefix(1) + options.flatMap { [$0.name, $0.value].compactMap(\.self) } + rest)
  }

  private static func removing(_ option: Option, from arguments: [String]) -> [String] {
    var kept: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return kept + [argument] + rest }
      if argument == option.name {
        if option.value != nil { rest = rest.dropFirst() }
      } else if !argument.hasPrefix(option.name + "=") {
        kept.append(argument)
      }
    }
    return kept
  }

  /// The same with other sources.
  func reading(_ others: [String]) -> String {
    var rest = sources[...]
    var kept: [String] = []
    for argument in arguments {
      if argument == rest.first { rest.removeFirst() } else { kept.append(argument) }
    }
    return Invocation.line(kept.prefix(1) + others + kept.dropFirst())
  }

  /// A path as a source: as it was given, or so that it is nothing else, neither an option nor a kind.
  func source(path: String) -> String {
    if let given = sources.first(where: { $0 == path || $0.hasSuffix(":" + path) }) { return given }
    let isMistaken = path.hasPrefix("-") || ["dotenv:", "yaml:", "json:", "env:"].contains { path.hasPrefix($0) }
    return isMistaken ? "./" + path : path
  }

  private static func line(_ arguments: some Sequence<String>) -> String {
    (["keyferry"] + arguments.map(quoted)).joined(separator: " ")
  }

  /// As a POSIX shell takes it for one word.
  private static func quoted(_ word: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+".unicodeScalars)
    if !word.isEmpty && word.unicodeScalars.allSatisfy(plain.contains) { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
