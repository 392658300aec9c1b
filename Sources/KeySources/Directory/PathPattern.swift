import Synchronization

/// A path that is left out, as `.gitignore` writes one: `legacy/`, `*.bak.yml`, `deploy/**/old`.
///
/// One without a slash before its end fits a name in any folder; any other is relative to the folder it is for.
package struct PathPattern: Sendable {
  private let steps: [[UInt8]]
  private let isAnchored: Bool
  private let isForFolders: Bool

  package init(_ text: String) throws(PathPatternError) {
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "!") { throw .negation }
    isForFolders = bytes.last == UInt8(ascii: "/")
    if isForFolders { bytes = bytes.dropLast() }
    if bytes.starts(with: "./".utf8) { bytes = bytes.dropFirst(2) }
    isAnchored = bytes.contains(UInt8(ascii: "/")) || text.hasPrefix("./")
    steps = bytes.split(separator: UInt8(ascii: "/")).map { Array($0) }
    guard !steps.isEmpty, !steps.contains(where: { $0.elementsEqual(".".utf8) }) else { throw .everything }
    guard !steps.contains(where: { $0.elementsEqual("..".utf8) }) else { throw .outside }
  }

  /// - Parameter path: from the folder that the pattern is for, without a slash at its ends.
  func fits(_ path: [ArraySlice<UInt8>], isFolder: Bool) -> Bool {
    guard isFolder || !isForFolders, let last = path.last else { return false }
    if !isAnchored { return Self.fits(last, steps[0]) }
    return fits(path)
  }

  /// Goes back to the last `**` where what follows it does not fit.
  private func fits(_ path: [ArraySlice<UInt8>]) -> Bool {
    var (step, at) = (0, 0)
    var retry: (step: Int, at: Int)?
    while at < path.count {
      if step < steps.count, steps[step].elementsEqual("**".utf8) {
        step += 1
        retry = (step, at)
      } else if step < steps.count, Self.fits(path[at], steps[step]) {
        step += 1
        at += 1
      } else if let last = retry {
        (step, at) = (last.step, last.at + 1)
        retry = (step, at)
      } else {
        return false
      }
    }
    return steps[step...].allSatisfy { $0.elementsEqual("**".utf8) }
  }

  private static func fits(_ name: ArraySlice<UInt8>, _ pattern: [UInt8]) -> Bool {
    var (at, of) = (name.startIndex, 0)
    var retry: (at: Int, of: Int)?
    while at < name.endIndex {
      if of < pattern.count, pattern[of] == UInt8(ascii: "*") {
        of += 1
        retry = (at, of)
      } else if of < pattern.count, pattern[of] == UInt8(ascii: "?") || pattern[of] == name[at] {
        of += 1
        at += 1
      } else if let last = retry {
        (at, of) = (last.at + 1, last.of)
        retry = (at, of)
      } else {
        return false
      }
    }
    return pattern[of...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

/// Why a text is no pattern.
package enum PathPatternError: Error, Hashable, Sendable {
  case negation, outside, everything

  package var reason: String {
    switch self {
    case .negation: "a pattern can't take back what another leaves out"
    case .outside: "a pattern leads no further up than its own folder"
    case .everything: "a pattern needs a name, such as legacy/ or *.bak.yml"
    }
  }
}

/// The paths of a tree that a walk passes by.
struct ExcludedPaths: Sendable {
  private let patterns: [PathPattern]
  /// Of the folder that they are for, without links, with a final `/`.
  private let base: [UInt8]
  private let seen = Seen()

  /// What was left out so far that would have been read.
  private final class Seen: Sendable {
    let paths = Mutex<Set<[UInt8]>>([])
  }

  static let none = ExcludedPaths()

  private init() { (patterns, base) = ([], []) }

  /// - Parameter folder: the one that they are for; empty for the current one.
  init(_ patterns: [PathPattern], below folder: String) {
    self.patterns = patterns
    let resolved = try? SourcePath.resolved(Array((folder.isEmpty ? "." : folder).utf8))
    base = (resolved ?? []) + (resolved?.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")])
  }

  var isEmpty: Bool { patterns.isEmpty }

  /// How many paths ``note(_:)`` was told of.
  var hits: Int { seen.paths.withLock { $0.count } }

  /// Counts a path that is left out, once.
  func note(_ path: [UInt8]) { seen.paths.withLock { _ = $0.insert(path) } }

  /// - Parameter path: without links, but for its last step.
  func contains(_ path: [UInt8], isFolder: Bool) -> Bool {
    guard !patterns.isEmpty, path.starts(with: base) else { return false }
    let steps = path[base.count...].split(separator: UInt8(ascii: "/"))
    return patterns.contains { $0.fits(steps, isFolder: isFolder) }
  }

  /// Whether the file or a folder that it lies in is left out.
  func containsFile(path: String) -> Bool {
    guard !patterns.isEmpty, let path = try? SourcePath.resolved(Array(path.utf8)), path.starts(with: base) else {
      return false
    }
    let steps = path[base.count...].split(separator: UInt8(ascii: "/"))
    return steps.indices.contains { last in
      patterns.contains { $0.fits(Array(steps[...last]), isFolder: last < steps.count - 1) }
    }
  }
}
