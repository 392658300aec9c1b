import KeyFacts
import Synchronization

/// The paths of a tree that a walk passes by.
struct ExcludedPaths: Sendable {
  private let patterns: [PathPattern]
  /// Of the folder that they are for, without links, with a final `/`; nil for one that is not there.
  private let base: [UInt8]?
  private let seen = Seen()

  /// What was left out so far that would have been read.
  private final class Seen: Sendable {
    let paths = Mutex<Set<[UInt8]>>([])
  }

  static let none = ExcludedPaths()

  private init() { (patterns, base) = ([], nil) }

  /// - Parameter folder: the one that they are for; empty for the current one.
  init(_ patterns: [PathPattern], below folder: String) {
    self.patterns = patterns
    base = try? Self.folder(folder.isEmpty ? "." : folder)
  }

  private static func folder(_ path: String) throws(SourceError) -> [UInt8] {
    let resolved = try SourcePath.resolved(Array(path.utf8))
    return resolved + (resolved.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")])
  }

  var isEmpty: Bool { patterns.isEmpty }

  /// How many paths ``note(_:)`` was told of.
  var hits: Int { seen.paths.withLock { $0.count } }

  /// Counts a path that is left out, once.
  func note(_ path: [UInt8]) { seen.paths.withLock { _ = $0.insert(path) } }

  /// - Parameters:
  ///   - path: without links, but for its last step.
  ///   - root: of the walk, without links, with a final `/`.
  func contains(_ path: [UInt8], isFolder: Bool, in root: [UInt8]) -> Bool {
    guard !patterns.isEmpty, let steps = steps(of: path, in: root) else { return false }
    return patterns.contains { $0.fits(steps, isFolder: isFolder) }
  }

  /// Whether the file or a folder that it lies in is left out.
  ///
  /// - Parameter root: of the tree that it is read with, as a person named it.
  func containsFile(path: String, in root: String) -> Bool {
    guard !patterns.isEmpty, let path = try? SourcePath.resolved(Array(path.utf8)),
      let root = try? Self.folder(root.isEmpty ? "." : root), let steps = steps(of: path, in: root)
    else { return false }
    return steps.indices.contains { last in
      patterns.contains { $0.fits(Array(steps[...last]), isFolder: last < steps.count - 1) }
    }
  }

  /// The path from the folder that the patterns are for; of a tree elsewhere, from that tree's root.
  ///
  /// - Returns: nil for a path in neither, whose other folders no pattern is for.
  private func steps(of path: [UInt8], in root: [UInt8]) -> [ArraySlice<UInt8>]? {
    guard let folder = [base, root].compactMap(\.self).first(where: { path.starts(with: $0) }) else { return nil }
    return path[folder.count...].split(separator: UInt8(ascii: "/"))
  }
}
