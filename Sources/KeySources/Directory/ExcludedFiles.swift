import KeyFacts

/// Files that are no sources though they lie in a walked tree: the key database, and the report that the run replaces.
struct ExcludedFiles: Sendable {
  private let identities: Set<FileIdentity>
  private let names: Set<ArraySlice<UInt8>>

  /// - Parameter paths: need not exist.
  init(_ paths: [String]) {
    identities = Set(paths.compactMap { FileIdentity(path: $0) })
    names = Set(paths.map { Self.lastName(Array($0.utf8)) })
  }

  func contains(_ identity: FileIdentity) -> Bool { identities.contains(identity) }

  /// Looks at the file only where its name is that of one.
  func contains(path: [UInt8]) -> Bool {
    guard !identities.isEmpty, names.contains(Self.lastName(path)) else { return false }
    return FileIdentity(path: String(decoding: path, as: UTF8.self)).map(identities.contains) ?? false
  }

  private static func lastName(_ path: [UInt8]) -> ArraySlice<UInt8> {
    path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path[...]
  }
}
