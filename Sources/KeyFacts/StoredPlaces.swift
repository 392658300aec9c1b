/// How a database names the files that its keys were read in: by their paths from the folder of the configuration that is
/// in use, wherever a run takes place.
package struct StoredPlaces: Hashable, Sendable {
  /// The steps from the root of the file system to where relative paths start.
  private let directory: [Substring]
  /// Those to the configuration's folder, as it was named and without links; none where files are named as they were given.
  private let folders: [[Substring]]
  /// How the paths start that the configuration's relative ones became.
  private let prefix: String?

  /// For a run without a configuration: nothing says where a project begins, and its store lies where it takes place.
  package static let asGiven = StoredPlaces(directory: "/", folders: [])

  /// - Parameters:
  ///   - directory: the current one, absolute.
  ///   - folders: other names of the configuration's folder, absolute or from there.
  package init(directory: String, folders: [String]) {
    self.directory = directory.split(separator: "/")
    prefix = folders.first
    self.folders = folders.compactMap(self.directory.following)
  }

  /// As the database names a place's source.
  package func source(of location: SourceLocation) -> String {
    switch location.kind {
    case .environment, .store: return location.path
    case .dotenv, .yaml, .json, .python, .file: break
    }
    guard let folder = folders.first, location.path != "-", let steps = directory.following(location.path)
    else { return location.path }
    if let folder = folders.first(where: { steps.count > $0.count && steps.starts(with: $0) }) {
      return steps.dropFirst(folder.count).joined(separator: "/")
    }
    // Out of the folder: an absolute path is the same from everywhere.
    let isAbsolute = location.path.hasPrefix("/")
    if isAbsolute, !(prefix.map(location.path.hasPrefix) ?? false) { return location.path }
    return (folders.last ?? folder).path(to: steps)
  }
}
