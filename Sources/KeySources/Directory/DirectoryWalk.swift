import Glibc
package import KeyFacts
package import KeySecrets

/// A file that a walk would read, by its name.
package struct WalkedFile: Sendable {
  /// To open it by and to show: the root as the user gave it, then the names below it.
  package let path: [UInt8]
  package let name: SourceName
  /// A symbolic link, whose file is in the tree.
  package let isLink: Bool

  package var shownPath: String { String(decoding: path, as: UTF8.self) }
}

/// The files of a directory tree that may hold settings, in an order that the file system has no part in.
///
/// Directories come after the files beside them. Git-ignored files are there, since a .env mostly is one.
package struct DirectoryWalk {
  package enum Found: Sendable {
    case file(WalkedFile)
    case unread(UnreadSource)
  }

  private let root: [UInt8]
  /// The root without links, with a final `/`.
  private let realRoot: [UInt8]
  private let leftOut: ExcludedPaths
  private let vocabulary: SettingVocabulary

  /// - Parameter root: a directory. Files under `.` are shown without it.
  /// - Throws: ``SourceError`` when it can't be resolved.
  package init(root: String) throws(SourceError) { try self.init(root: root, leavingOut: .none, .standard) }

  init(root: String, leavingOut leftOut: ExcludedPaths, _ vocabulary: SettingVocabulary) throws(SourceError) {
    self.leftOut = leftOut
    self.vocabulary = vocabulary
    let path = Array(root.utf8)
    realRoot = try SourcePath.resolved(path) + (root == "/" ? [] : [UInt8(ascii: "/")])
    self.root = path
  }

  package func each(_ visit: (Found) -> Void) {
    var pending: [[UInt8]] = [root]
    var looks = 0
    while let directory = pending.popLast() {
      do throws(SourceError) {
        let listing = try DirectoryListing(of: directory)
        if listing.isVirtualEnvironment && directory != root { continue }
        let entries =
          leftOut.isEmpty ? listing.entries : listing.entries.filter { !isLeftOut($0, in: directory) }
        for entry in entries {
          report(entry, in: directory, to: visit)
          guard entry.type == .link, entry.sourceName == nil, looks < OuterDirectory.mostLooks else { continue }
          let path = SourcePath.join(directory, entry.name)
          guard !SkippedDirectories.contains(entry.name, in: directory), isOuterDirectory(path) else { continue }
          looks += 1
          guard OuterDirectory.mayHoldSettings(path, vocabulary) else { continue }
          let shown = String(decoding: path, as: UTF8.self)
          visit(.unread(UnreadSource(kind: nil, path: shown, error: .linkOutOfTree)))
        }
        let inner = entries.reversed().filter { entry in
          entry.type == .directory && !SkippedDirectories.contains(entry.name, in: directory)
        }
        pending += inner.map { SourcePath.join(directory, $0.name) }
      } catch {
        visit(.unread(UnreadSource(kind: nil, path: String(decoding: directory, as: UTF8.self), error: error)))
      }
    }
  }

  private func isLeftOut(_ entry: DirectoryListing.Entry, in directory: [UInt8]) -> Bool {
    let below = directory == root ? [] : directory.dropFirst(root.elementsEqual(".".utf8) ? 0 : root.count)
    let inner = below.first == UInt8(ascii: "/") ? below.dropFirst() : below
    let path = realRoot + inner + (inner.isEmpty ? [] : [UInt8(ascii: "/")]) + entry.name
    guard leftOut.contains(path, isFolder: entry.type == .directory, in: realRoot) else { return false }
    let isFolder = entry.type == .directory && !SkippedDirectories.contains(entry.name, in: directory)
    if isFolder || entry.type != .directory && entry.sourceName != nil { leftOut.note(path) }
    return true
  }

  private func report(_ entry: DirectoryListing.Entry, in directory: [UInt8], to visit: (Found) -> Void) {
    guard let name = entry.sourceName else { return }
    let path = SourcePath.join(directory, entry.name)
    let error: SourceError?
    switch entry.type {
    case .directory: return
    case .file: error = nil
    case .link: error = problem(withLink: path)
    case .other(let reason): error = reason
    }
    // The walk comes to a directory of the tree without the link.
    if error == .isDirectory { return }
    if let error {
      visit(.unread(UnreadSource(kind: name.kind, path: String(decoding: path, as: UTF8.self), error: error)))
    } else {
      visit(.file(WalkedFile(path: path, name: name, isLink: entry.type == .link)))
    }
  }

  /// Whether a link leads to a directory that is not in the tree, nor around it.
  private func isOuterDirectory(_ path: [UInt8]) -> Bool {
    do throws(SourceError) {
      _ = try FileDescriptor.status(of: path)
      return false
    } catch {
      guard error == .isDirectory, let resolved = try? SourcePath.resolved(path) else { return false }
      let directory = resolved + [UInt8(ascii: "/")]
      return !directory.starts(with: realRoot) && !realRoot.starts(with: directory)
    }
  }

  /// Nil for a link to a file in the tree.
  private func problem(withLink path: [UInt8]) -> SourceError? {
    do throws(SourceError) {
      guard try SourcePath.resolved(path).starts(with: realRoot) else { return .linkOutOfTree }
      _ = try FileDescriptor.status(of: path)
      return nil
    } catch {
      return error
    }
  }
}

/// Directories that hold others' files, or files made from those beside them.
enum SkippedDirectories {
  private static let names: Set<[UInt8]> = Set(
    [
      ".git", ".hg", ".svn", ".bzr", "node_modules", "bower_components", ".venv", "venv", "site-packages",
      "__pycache__", ".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".build", "build", "dist",
      "target", ".terraform", ".next", ".nuxt", ".gradle",
    ].map { Array($0.utf8) })

  static func contains(_ name: [UInt8], in directory: [UInt8]) -> Bool {
    if names.contains(name) { return true }
    // Bundler's, for Ruby.
    guard name.elementsEqual("bundle".utf8) else { return false }
    return directory.elementsEqual("vendor".utf8) || directory.reversed().starts(with: "/vendor".utf8.reversed())
  }
}

/// Paths as bytes: file names need not be UTF-8.
enum SourcePath {
  static func join(_ directory: [UInt8], _ name: [UInt8]) -> [UInt8] {
    if directory.elementsEqual(".".utf8) { return name }
    return directory + (directory.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name
  }

  static func withCString<R>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: path.count + 1) { buffer in
      for (index, byte) in path.enumerated() { buffer[index] = CChar(bitPattern: byte) }
      buffer[path.count] = 0
      return body(UnsafePointer(buffer.baseAddress.unsafelyUnwrapped))
    }
  }

  /// The absolute path without links.
  static func resolved(_ path: [UInt8]) throws(SourceError) -> [UInt8] {
    var code: Int32 = 0
    let resolved: [UInt8]? = withCString(path) { path in
      guard let text = realpath(path, nil) else {
        code = errno
        return nil
      }
      defer { free(text) }
      return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
    guard let resolved else { throw SourceError(errno: code) }
    return resolved
  }
}
