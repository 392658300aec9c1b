import Glibc
import KeyFacts

/// The repository around the current directory.
enum Checkout {
  /// Files that mostly are in a project's first folder, in the order in which they are taken for its landmark.
  private static let landmarks = ["manage.py", "pyproject.toml", "README.md", "README.rst", ".gitignore"]

  /// Its root is the nearest folder with a `.git`; without one, the current directory is.
  ///
  /// - Parameter line: a line of a configuration that says what the run works on.
  static func paths(landmark line: SourceLocation? = nil) -> RepositoryPaths {
    guard let directory = currentDirectory() else { return .none }
    let root = root(above: directory)
    let found = [directory, root].lazy.compactMap(\.self).flatMap { folder in landmarks.lazy.map { folder + "/" + $0 } }
      .first { access($0, F_OK) == 0 }
    return RepositoryPaths(
      directory: directory, root: root,
      landmark: line ?? found.map { SourceLocation(kind: .file, path: $0, line: 1) })
  }

  /// - Parameter folder: a configuration's, empty for the current one.
  static func places(from folder: String) -> StoredPlaces {
    guard let directory = currentDirectory() else { return .asGiven }
    let folder = folder.isEmpty ? "." : folder
    return StoredPlaces(directory: directory, folders: [folder, folder.realPath].compactMap(\.self))
  }

  private static func root(above directory: String) -> String? {
    var folder = directory
    while !folder.isEmpty {
      // A worktree's and a submodule's is a file.
      if access(folder + "/.git", F_OK) == 0 { return folder }
      guard let slash = folder.lastIndex(of: "/") else { return nil }
      folder = String(folder[..<slash])
    }
    return nil
  }

  /// Absolute; nil where it is gone.
  static func currentDirectory() -> String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(validatingCString: path)
  }
}
