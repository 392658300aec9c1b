package import KeyFacts

/// A SOURCE as a person names it on the command line.
package enum SourceLocator: Hashable, Sendable {
  /// `env:`, the process environment.
  case environment
  /// A file or a directory; a file's kind shows from its name, or else from its content.
  case path(String)
  /// `dotenv:PATH`, `yaml:PATH`, `json:PATH`, `python:PATH`.
  case file(SourceKind, path: String)
  /// `dotenv:-` and its kin.
  case standardInput(SourceKind)

  /// What is read when no SOURCE is given: the process environment, unless it is left out, and the current directory.
  package static func defaults(withEnvironment: Bool) -> [SourceLocator] {
    (withEnvironment ? [.environment] : []) + [.path(".")]
  }

  private static let fileKinds: [(prefix: String, kind: SourceKind)] = [
    ("dotenv:", .dotenv), ("yaml:", .yaml), ("json:", .json), ("python:", .python),
  ]

  /// - Throws: ``SourceLocatorError`` for an argument that names no source.
  package init(argument: String) throws(SourceLocatorError) {
    guard !argument.isEmpty else { throw .emptyArgument }
    guard argument != "-" else { throw .standardInputWithoutKind }
    if argument.utf8.starts(with: "env:".utf8) {
      guard argument == "env:" else { throw .environmentWithPath }
      self = .environment
      return
    }
    guard let (prefix, kind) = Self.fileKinds.first(where: { argument.utf8.starts(with: $0.prefix.utf8) }) else {
      self = .path(argument)
      return
    }
    let path = String(decoding: argument.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    guard !path.isEmpty else { throw .kindWithoutPath(kind) }
    self = path == "-" ? .standardInput(kind) : .file(kind, path: path)
  }
}

/// Why an argument names no source.
package enum SourceLocatorError: Error, Hashable, Sendable {
  case emptyArgument
  case standardInputWithoutKind
  case environmentWithPath
  case kindWithoutPath(SourceKind)

  package var reason: String {
    switch self {
    case .emptyArgument: "a source is empty: name a file, a directory or env:"
    case .standardInputWithoutKind: "standard input needs a kind: dotenv:-, yaml:-, json:- or python:-"
    case .environmentWithPath: "env: takes no path: a file is dotenv:PATH"
    case .kindWithoutPath(let kind): "\(kind.rawValue): needs a path, or - for standard input"
    }
  }
}
