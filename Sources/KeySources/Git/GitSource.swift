import KeyFacts

/// A working tree of git, and which of its files git has.
package struct GitSource: Sendable {
  /// The folder that has `.git`, absolute, with a `/` at its end.
  package let root: String
  private let index: GitIndex

  /// The tree around a folder; nil where there is none, or one whose index can't be read.
  ///
  /// - Parameter folder: absolute.
  package init?(around folder: String) {
    var root = folder.hasSuffix("/") ? folder : folder + "/"
    while true {
      if let directory = Self.directory(in: root) {
        // A tree without a commit and without a file that is added has no index.
        guard let bytes = Self.read(directory + "/index") else { return nil }
        let config = Self.read(Self.common(directory) + "/config").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let isLong = config.lowercased().contains("objectformat = sha256")
        guard let index = GitIndex(bytes, hashSize: isLong ? 32 : 20) else { return nil }
        self.root = root
        self.index = index
        return
      }
      guard root != "/", let slash = root.dropLast().lastIndex(of: "/") else { return nil }
      root = String(root[...slash])
    }
  }

  /// Nil for a path outside of the tree.
  ///
  /// - Parameter path: absolute.
  package func tracks(_ path: String) -> Bool? {
    path.hasPrefix(root) ? index.tracks(String(path.dropFirst(root.count))) : nil
  }

  /// Git's own folder: `.git`, or where a file of that name says it is.
  private static func directory(in root: String) -> String? {
    let path = root + ".git"
    do throws(SourceError) {
      let file = try SourceFile.read(Array(path.utf8), limit: 1 << 16)
      return link(String(decoding: file.bytes, as: UTF8.self), after: "gitdir: ", from: root)
    } catch {
      return error == .isDirectory ? path : nil
    }
  }

  /// Of a tree beside the first one, that one's folder.
  private static func common(_ directory: String) -> String {
    guard let bytes = read(directory + "/commondir") else { return directory }
    return link(String(decoding: bytes, as: UTF8.self), after: "", from: directory + "/") ?? directory
  }

  private static func link(_ text: String, after prefix: String, from folder: String) -> String? {
    guard text.hasPrefix(prefix) else { return nil }
    let path = text.dropFirst(prefix.count).prefix { $0 != "\n" && $0 != "\r\n" }
    return path.isEmpty ? nil : path.hasPrefix("/") ? String(path) : folder + path
  }

  private static func read(_ path: String) -> [UInt8]? {
    try? SourceFile.read(Array(path.utf8), limit: 512 << 20).bytes
  }
}
