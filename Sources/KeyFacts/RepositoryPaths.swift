/// Where a run stands in a repository, by which its files have the same names from every folder and on every machine.
package struct RepositoryPaths: Hashable, Sendable {
  /// A place in the repository that what concerns none of its files points at: some readers show nothing without a file.
  package let landmark: SourceLocation
  /// The steps from the root of the file system to where relative paths start.
  private let directory: [Substring]
  private let root: [Substring]

  /// - Parameters:
  ///   - directory: the current one, absolute.
  ///   - root: the repository's, absolute and above that; nil for none, when the current directory stands in.
  package init(directory: String, root: String? = nil, landmark: SourceLocation? = nil) {
    self.directory = directory.split(separator: "/")
    self.root = (root ?? directory).split(separator: "/")
    self.landmark = landmark ?? SourceLocation(kind: .file, path: "README.md", line: 1)
  }

  /// For a run that knows of no file system.
  package static let none = RepositoryPaths(directory: "/")

  /// A path from the repository's root on, without `.` and `..`; nil for one that leads out of it.
  ///
  /// Links are not followed: it is names that are compared.
  package func path(_ path: String) -> String? {
    guard let steps = directory.following(path), steps.count > root.count, steps.starts(with: root) else {
      return nil
    }
    return steps.dropFirst(root.count).joined(separator: "/")
  }

  /// Whether a path that ``FindingIdentity`` names is that of a file or folder, or below it.
  package func isIn(_ folder: String, _ known: String) -> Bool {
    guard let outer = directory.following(folder), let inner = root.following(known) else { return false }
    return inner.starts(with: outer)
  }

  /// The path of a place that is one in a file of the repository; nil for the environment, a database and other files.
  package func path(_ location: SourceLocation) -> String? {
    switch location.kind {
    case .environment, .store: nil
    case .dotenv, .yaml, .json, .python, .file: location.path == "-" ? nil : path(location.path)
    }
  }
}
