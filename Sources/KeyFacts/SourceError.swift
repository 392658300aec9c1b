/// Why a source could not be read: places and codes, never content.
package enum SourceError: Error, Hashable, Sendable {
  case missing
  case permissionDenied
  /// A FIFO, device or socket, which could block for ever or never end.
  case notRegularFile(String)
  case isDirectory
  case linkLoop
  case linkOutOfTree
  /// Named by the `env_file:` of a compose file, which stands at the place.
  case environmentFileMissing(namedAt: String)
  case environmentFileOutOfTree(namedAt: String)
  /// Its path has a variable that nothing defines.
  case environmentFileUnknown(namedAt: String)
  case tooLarge(limit: Int)
  case tooManyDefinitions(limit: Int)
  case notUTF8(line: Int)
  case utf16
  case binary
  /// As a whole, by Ansible Vault and the like: not broken, and not absent.
  case encrypted
  case changedWhileRead
  /// Of a key database: nobody can tell what they are.
  case rowsWithoutKey(count: Int)
  case invalidYAML(line: Int, column: Int, problem: YAMLProblem)
  case invalidJSON(line: Int, column: Int)
  case tooDeep(line: Int, column: Int, limit: Int)
  /// The loader that reads it gives up at a line, and takes nothing of the file.
  case refused(line: Int, loader: String, problem: String)
  case system(errno: Int32)

  /// In a message's style: lower case, no full stop, nothing of the content.
  package var reason: String {
    switch self {
    case .missing: "no such file or directory"
    case .permissionDenied: "permission denied"
    case .notRegularFile(let what): "is \(what), not a file"
    case .isDirectory: "is a directory, not a file"
    case .linkLoop: "symbolic links loop"
    case .linkOutOfTree: "symbolic link leads out of the tree"
    case .environmentFileMissing(let place): "the env_file at \(place) requires it, and there is no such file"
    case .environmentFileOutOfTree(let place):
      "the env_file at \(place) leads out of the tree: name the file as a source to have it read"
    case .environmentFileUnknown(let place): "the env_file at \(place) hangs on a variable that nothing defines"
    case .tooLarge(let limit): "larger than \(limit >> 20) MiB"
    case .tooManyDefinitions(let limit): "more than \(limit) definitions"
    case .notUTF8(let line): "line \(line): not UTF-8"
    case .utf16: "UTF-16 text: save it as UTF-8"
    case .binary: "binary data, not text"
    case .encrypted: "encrypted as a whole: its settings were not looked at"
    case .changedWhileRead: "changed while it was read"
    case .rowsWithoutKey(let count):
      "\(count == 1 ? "a row holds" : "\(count) rows hold") what is no key: `keyferry keys list` shows \(count == 1 ? "it" : "them")"
    case .invalidYAML(let line, let column, let problem):
      "line \(line), column \(column): not YAML: \(problem.rawValue)"
    case .invalidJSON(let line, let column): "line \(line), column \(column): not JSON"
    case .tooDeep(let line, let column, let limit):
      "line \(line), column \(column): nested deeper than \(limit) levels"
    case .refused(let line, let loader, let problem):
      "line \(line): \(problem), for which \(loader) refuses the whole file"
    case .system(let errno): String(errorNumber: errno)
    }
  }
}

/// libyaml's problems, sorted into our words: its own could quote the document.
package enum YAMLProblem: String, Hashable, Sendable {
  case syntax = "syntax error"
  case reader = "unreadable characters"
  case tooManyAliases = "aliases expand without end"
  case tooManyEvents = "too many nodes"
  case unknownAlias = "alias without an anchor"
}

extension SourceError {
  /// There is something, and keyferry can't look into it: no failure, and never taken for absent. A repository has no
  /// `.env` of production's, and what is encrypted stays so.
  package var isElsewhere: Bool {
    switch self {
    case .encrypted, .environmentFileMissing, .environmentFileOutOfTree, .environmentFileUnknown: true
    default: false
    }
  }

  /// Where in the file it is, if it is in one place.
  package var line: Int? {
    switch self {
    case .notUTF8(let line), .invalidYAML(let line, _, _), .invalidJSON(let line, _), .tooDeep(let line, _, _),
      .refused(let line, _, _):
      line
    default: nil
    }
  }

  package var column: Int? {
    switch self {
    case .invalidYAML(_, let column, _), .invalidJSON(_, let column), .tooDeep(_, let column, _): column
    default: nil
    }
  }
}
