/// Where a run stands in a repository, by which its files have the same names from every folder and on every machine.
package struct RepositoryPaths: Hashable, Sendable {
  /// A file of the repository that what concerns none of them points at: some readers show nothing without a file.
  package let landmark: String
  /// The steps from the root of the file system to where relative paths start.
  private let directory: [Substring]
  private let root: [Substring]

  /// - Parameters:
  ///   - directory: the current one, absolute.
  ///   - root: the repository's, absolute and above that; nil for none, when the current directory stands in.
  package init(directory: String, root: String? = nil, landmark: String = "README.md") {
    self.directory = directory.split(separator: "/")
    self.root = (root ?? directory).split(separator: "/")
    self.landmark = landmark
  }

  /// For a run that knows of no file system.
  package static let none = RepositoryPaths(directory: "/")

  /// A path from the repository's root on, without `.` and `..`; nil for one that leads out of it.
  ///
  /// Links are not followed: it is names that are compared.
  package func path(_ path: String) -> String? {
    var steps = path.hasPrefix("/") ? [] : directory
    for step in path.split(separator: "/") where step != "." {
      guard step == ".." else {
        steps.append(step)
        continue
      }
      guard steps.popLast() != nil else { return nil }
    }
    guard steps.count > root.count, steps.starts(with: root) else { return nil }
    return steps.dropFirst(root.count).joined(separator: "/")
  }

  /// The path of a place that is one in a file of the repository; nil for the environment, a database and other files.
  package func path(_ location: SourceLocation) -> String? {
    switch location.kind {
    case .environment, .store: nil
    case .dotenv, .yaml, .json, .python, .file: location.path == "-" ? nil : path(location.path)
    }
  }
}
