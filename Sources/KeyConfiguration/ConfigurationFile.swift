import Glibc
import KeyFacts
import KeySources

/// Where the configuration is, and what is in it.
package enum ConfigurationFile {
  package static let name = ".keyferry.yml"
  /// The other ending of YAML files, which is not looked for.
  private static let otherName = ".keyferry.yaml"

  /// A file here that somebody may take for the configuration, and that is none.
  package static func mistaken() -> String? { exists(otherName) ? otherName : nil }
  /// More than anybody writes by hand.
  private static let largest = 1 << 20
  /// Folders that are looked into, at most.
  private static let mostFolders = 64

  /// The nearest `.keyferry.yml`: in the current directory, or above it up to the repository's root.
  ///
  /// Outside a repository only the current directory counts: a folder above may be anybody's.
  /// - Returns: nil when there is none.
  package static func find() -> String? {
    if exists(name) { return name }
    var found: String?
    var folder = ""
    for _ in 0..<mostFolders {
      if found == nil, exists(folder + name) { found = folder + name }
      // Of a worktree or a submodule it is a file.
      if exists(folder + ".git") { return found }
      if isRoot(folder) { return nil }
      folder += "../"
    }
    return nil
  }

  /// - Parameter path: as a person gave it, or as it was found.
  package static func read(_ path: String) throws(ConfigurationError) -> Configuration {
    let bytes: [UInt8]
    do throws(SourceError) {
      bytes = try SourceFile.read(Array(path.utf8), limit: largest).bytes
    } catch {
      throw ConfigurationError(error, path: path)
    }
    return try parse(bytes, path: path)
  }

  /// - Parameter path: as places are to name it; its folder is what paths in the text are relative to.
  package static func parse(_ bytes: [UInt8], path: String) throws(ConfigurationError) -> Configuration {
    let documents: [YAMLNode]
    do throws(SourceError) {
      documents = try YAMLNode.documents(in: bytes)
    } catch {
      throw ConfigurationError(error, path: path)
    }
    var reader = ConfigurationReader(path: path, directory: directory(of: path))
    reader.take(documents)
    reader.search(bytes)
    guard reader.mistakes.isEmpty else { throw ConfigurationError(mistakes: reader.mistakes) }
    return reader.configuration
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[...slash])
  }

  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  private static func isRoot(_ folder: String) -> Bool {
    var (here, above) = (stat(), stat())
    guard stat(folder + ".", &here) == 0, stat(folder + "..", &above) == 0 else { return true }
    return here.st_dev == above.st_dev && here.st_ino == above.st_ino
  }
}

extension ConfigurationError {
  fileprivate init(_ error: SourceError, path: String) {
    let reason =
      switch error {
      case .invalidYAML(_, _, let problem): "not YAML: \(problem.rawValue)"
      case .tooDeep(_, _, let limit): "nested deeper than \(limit) levels"
      case .notUTF8: "not UTF-8"
      default: error.reason
      }
    self.init(mistakes: [ConfigurationMistake(path: path, line: error.line, column: error.column, reason: reason)])
  }
}
