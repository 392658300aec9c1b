/// Where a run looks. Of what lies elsewhere it can't say that it is there no more.
package struct SearchScope: Hashable, Sendable {
  /// Files and folders, as they were given.
  package let paths: [String]
  package let includesEnvironment: Bool

  package init(paths: [String] = ["."], includesEnvironment: Bool = true) {
    self.paths = paths
    self.includesEnvironment = includesEnvironment
  }

  /// - Parameter database: the run looks at one.
  package func covers(_ identity: FindingIdentity, in repository: RepositoryPaths, database: Bool) -> Bool {
    guard let path = identity.path else { return database }
    if path == "environment" { return includesEnvironment }
    return paths.contains { repository.isIn($0, path) }
  }
}
