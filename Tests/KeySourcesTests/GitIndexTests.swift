import Foundation
import Testing

@testable import KeySources

@Suite("What git has", .enabled(if: Git.isInstalled, "git is not installed here")) struct GitIndexTests {
  private let files = [
    "a.env", "deploy/secret.yaml", "deploy/with space \u{E9}.yml", "settings/base.py", "settings/base/x.py",
  ]

  /// A tree in which git has `files`, and `.env` lies beside them.
  private func tree(_ arguments: [String] = []) throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    try #require(try Git.run(["init", "-q"] + arguments, in: folder.path))
    for file in files + [".env"] { folder.write(file, "A=1\n") }
    try #require(try Git.run(["add", "--"] + files, in: folder.path))
    return folder
  }

  private func expect(_ git: GitSource?, in folder: String) throws {
    let git = try #require(git)
    for file in files { #expect(git.tracks("\(folder)/\(file)") == true, "\(file)") }
    for file in [".env", "deploy", "deploy/", "secret.yaml", "a.env/x"] {
      #expect(git.tracks("\(folder)/\(file)") == false, "\(file)")
    }
    #expect(git.tracks("/elsewhere/a.env") == nil)
  }

  @Test("is what its index says, in each version of it", arguments: ["2", "3", "4"])
  func versions(version: String) throws {
    let folder = try tree()
    if version == "3" { try Git.run(["add", "--intent-to-add", ".env.later"], in: folder.path) }
    try #require(try Git.run(["update-index", "--index-version", version], in: folder.path))
    try expect(GitSource(around: folder.path + "/deploy"), in: folder.path)
  }

  @Test("is read with SHA-256, too") func longHashes() throws {
    let folder = try tree(["--object-format=sha256"])
    try expect(GitSource(around: folder.path), in: folder.path)
  }

  @Test("is read in a tree beside the first one") func worktree() throws {
    let folder = try tree()
    try #require(try Git.run(["commit", "-qm", "x"], in: folder.path))
    try #require(try Git.run(["worktree", "add", "-q", "beside"], in: folder.path))
    try expect(GitSource(around: folder.path + "/beside/settings"), in: folder.path + "/beside")
  }

  @Test("is not known of an index that is cut, of a split one, and without one") func unknown() throws {
    let folder = try tree()
    let index = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/.git/index"))
    for count in stride(from: 0, to: index.count - 40, by: 11) { #expect(GitIndex(Array(index.prefix(count))) == nil) }
    #expect(GitIndex(Array(index)) != nil)
    #expect(GitIndex(Array(index), hashSize: 32) == nil)
    try #require(try Git.run(["update-index", "--split-index"], in: folder.path))
    #expect(GitSource(around: folder.path) == nil)
    try FileManager.default.removeItem(atPath: folder.path + "/.git/index")
    #expect(GitSource(around: folder.path) == nil)
  }
}
