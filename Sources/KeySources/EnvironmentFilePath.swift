import KeyFacts
import KeySecrets

/// Where the path of an `env_file:` leads.
enum EnvironmentFilePath {
  /// The path to open and to show: variables filled in from the environment, and put behind the compose file's directory
  /// where it is relative.
  ///
  /// - Returns: nil where a variable stands for nothing.
  static func path(_ file: EnvironmentFile, environment: EnvironmentVariables?) -> String? {
    var text = Array(file.path.utf8)
    if text.contains(UInt8(ascii: "$")) {
      let outcome = text.withUnsafeBufferPointer { path in
        TemplateExpansion.expand(path) { name in
          environment?.value(of: name).map { .bytes($0[...]) } ?? .undefined
        }
      }
      guard case .expanded(let expanded) = outcome else { return nil }
      text = expanded
    }
    guard !text.isEmpty, !text.contains(0), let path = String(validating: text, as: UTF8.self) else { return nil }
    return path.hasPrefix("/") ? path : joined(directory(of: file.location.path), path)
  }

  /// The directory that a file is in; `.` for standard input, as for compose.
  static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Without `.` and with no more `..` than it needs: as a walk would show it.
  private static func joined(_ directory: String, _ path: String) -> String {
    var parts: [Substring] = directory == "." ? [] : directory.split(separator: "/", omittingEmptySubsequences: true)
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (directory.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// Whether a file is in a directory or below it, whatever links lead there.
  static func isFile(_ path: String, below root: String) -> Bool {
    do throws(SourceError) {
      let tree = try SourcePath.resolved(Array(root.utf8))
      let file = try SourcePath.resolved(Array(path.utf8))
      return file.starts(with: tree.last == UInt8(ascii: "/") ? tree : tree + [UInt8(ascii: "/")])
    } catch {
      // What is not there is looked for by its name.
      return error == .missing && !path.hasPrefix("..") && (path.hasPrefix("/") ? path.hasPrefix(root) : true)
    }
  }
}
