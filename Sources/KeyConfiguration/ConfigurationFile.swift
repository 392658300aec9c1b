import Glibc
import KeyFacts
import KeySources

/// Where the configuration is, and what is in it.
package enum ConfigurationFile {
  package static let name = ".keyferry.yml"
  /// The other ending of YAML files, which is not looked for.
  private static let otherName = ".keyferry.yaml"

  /// More than anybody writes by hand.
  private static let largest = 1 << 20
  /// Folders that are looked into, at most.
  private static let mostFolders = 64

  /// What a search came to.
  package struct Search: Sendable {
    /// The configuration; nil when there is none.
    package fileprivate(set) var path: String?
    /// A nearer file that somebody may take for the configuration, and that is none.
    package fileprivate(set) var mistaken: String?

    fileprivate mutating func look(into folder: String) {
      guard path == nil else { return }
      if exists(folder + name) {
        path = folder + name
      } else if mistaken == nil, exists(folder + otherName) {
        mistaken = folder + otherName
      }
    }
  }

  /// Looks for the nearest `.keyferry.yml`: in the current directory, or above it up to the repository's root.
  ///
  /// Outside a repository only the current directory counts: a folder above may be anybody's.
  package static func find() -> Search {
    var here = Search()
    here.look(into: "")
    if here.path != nil { return here }
    var search = here
    var folder = ""
    for _ in 0..<mostFolders {
      // Of a worktree or a submodule it is a file.
      if exists(folder + ".git") { return search }
      if isRoot(folder) { break }
      folder += "../"
      search.look(into: folder)
    }
    return here
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
      throw ConfigurationError(error, path: path, bytes: bytes)
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
  /// - Parameter bytes: of the file; none where it could not be read.
  fileprivate init(_ error: SourceError, path: String, bytes: [UInt8] = []) {
    var (line, column) = (error.line, error.column)
    let reason: String
    switch error {
    case .invalidYAML(_, _, .syntax): reason = "not YAML: " + UnreadText.problem(onLine: line ?? 1, of: bytes)
    case .invalidYAML(_, _, let problem): reason = "not YAML: \(problem.rawValue)"
    case .tooDeep(_, _, let limit): reason = "nested deeper than \(limit) levels"
    case .notUTF8:
      reason = "not UTF-8"
      (line, column) = UnreadText.place(of: UnreadText.firstOfNoText(bytes), in: bytes)
    case .binary where !bytes.isEmpty:
      reason = error.reason
      (line, column) = UnreadText.place(of: bytes.firstIndex(of: 0) ?? 0, in: bytes)
    default: reason = error.reason
    }
    self.init(mistakes: [ConfigurationMistake(path: path, line: line, column: column, reason: reason)])
  }
}

/// A configuration that no reader takes: where, and what a person may have meant.
private enum UnreadText {
  static func firstOfNoText(_ bytes: [UInt8]) -> Int {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
      return 0
    } catch {
      return error.byteOffsets.lowerBound
    }
  }

  static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int?, column: Int?) {
    var (line, start) = (1, 0)
    for at in bytes.indices.prefix(offset) {
      let isEnd = bytes[at] == 0x0A || bytes[at] == 0x0D && !(at + 1 < bytes.count && bytes[at + 1] == 0x0A)
      if isEnd { (line, start) = (line + 1, at + 1) }
    }
    return (line, 1 + bytes[start..<max(start, offset)].count { $0 & 0xC0 != 0x80 })
  }

  /// What is met most on a line that is no YAML.
  static func problem(onLine number: Int, of bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    // libyaml may notice on the next line.
    for line in lines[min(max(number - 2, 0), lines.count)..<min(max(number, 0), lines.count)].reversed() {
      if line.prefix(while: \.isWhitespace).contains("\t") { return "a tab indents the line, where blanks are to" }
      if ["env:,", "env:]", "env: ]"].contains(where: { mark in line.contains(mark) }) {
        return "env: in a list of [ ] needs quotes: \"env:\""
      }
    }
    return YAMLProblem.syntax.rawValue
  }
}
