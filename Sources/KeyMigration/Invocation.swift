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

  /// The same with more options.
  func adding(_ options: String...) -> String {
    // Behind the command's name: what follows `--` would be a source.
    Invocation.line(arguments.prefix(1) + options + arguments.dropFirst())
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
