import Foundation
import KeySecrets
import Testing

@testable import KeySources

@Suite("Paths left out") struct PathPatternTests {
  @Test(
    "are passed by as .gitignore says",
    arguments: [
      ("legacy/", ["a.env", "x/a.env"]), ("*.env", []), ("a.env", ["legacy/b.env", "legacy/deep/c.env"]),
      ("/a.env", ["legacy/b.env", "legacy/deep/c.env", "x/a.env"]),
      ("./a.env", ["legacy/b.env", "legacy/deep/c.env", "x/a.env"]),
      ("legacy/*.env", ["a.env", "legacy/deep/c.env", "x/a.env"]), ("legacy/**", ["a.env", "x/a.env"]),
      ("**/c.env", ["a.env", "legacy/b.env", "x/a.env"]), ("?.env", []),
      ("a.env/", ["a.env", "legacy/b.env", "legacy/deep/c.env", "x/a.env"]),
    ])
  func patterns(pattern: String, left: [String]) throws {
    let text = "STRIPE_LIVE_SECRET_KEY=x\n"
    let folder = TemporaryFolder(["a.env": text, "legacy/b.env": text, "legacy/deep/c.env": text, "x/a.env": text])
    let reader = SourceReader(
      environment: nil, leavingOut: [try PathPattern(pattern)], below: folder.path)
    let paths = reader.read([.path(folder.path)]).readings.map { String($0.path.dropFirst(folder.path.count + 1)) }
    #expect(paths.sorted() == left)
  }

  @Test("are read when they are named")
  func named() throws {
    let folder = TemporaryFolder(["legacy/b.env": "STRIPE_LIVE_SECRET_KEY=x\n"])
    let reader = SourceReader(environment: nil, leavingOut: [try PathPattern("legacy/")], below: folder.path)
    #expect(reader.read([.path(folder.path + "/legacy")]).readings.count == 1)
    #expect(reader.read([.path(folder.path + "/legacy/b.env")]).readings.count == 1)
  }

  @Test(
    "are refused when they lead nowhere, or can fit nothing",
    arguments: [
      ("!a", .negation), ("#a", .comment), ("../a", .outside), (".", .everything), ("/", .everything),
      ("", .everything),
      ("  ", .everything), ("a[", .bracket), ("a[]", .bracket), ("a[b/c]", .bracket), ("[z-a]", .bracket),
      ("[[:word:]]", .bracket), ("[[:digit]", .bracket), ("a\\", .escape), ("a\\/b", .escape), ("[\\", .escape),
    ] as [(String, PathPatternError)])
  func refused(text: String, error: PathPatternError) {
    #expect(throws: error) { _ = try PathPattern(text) }
  }

  @Test("are those of a folder elsewhere, too: from its root")
  func elsewhere() throws {
    let folder = TemporaryFolder(["a/.env": "STRIPE_KEY=x\n", "a/legacy/b.env": "STRIPE_KEY=x\n", "own/x": ""])
    for pattern in ["legacy/", "legacy/b.env", "*.env"] {
      let reader = SourceReader(environment: nil, leavingOut: [try PathPattern(pattern)], below: folder.at("own"))
      let readings = reader.read([.path(folder.at("a"))])
      #expect(readings.readings.map(\.path) == (pattern == "*.env" ? [] : [folder.at("a/.env")]))
      #expect(readings.pathsLeftOut == (pattern == "*.env" ? 2 : 1))
    }
  }

  @Test(
    "are none of the folders above, so that a file out of the tree is told as one", arguments: ["up/", "up/sh/", "*"])
  func above(pattern: String) throws {
    let folder = TemporaryFolder([
      "up/app/compose.yml": "services: {web: {env_file: ../sh/keys.env}}\n", "up/sh/keys.env": "STRIPE_KEY=x\n",
    ])
    let reader = SourceReader(environment: nil, leavingOut: [try PathPattern(pattern)], below: folder.at("up/app"))
    let readings = reader.read([.path(folder.at("up/app/compose.yml"))])
    #expect(readings.unread.map(\.path) == [folder.at("up/sh/keys.env")])
    #expect(readings.pathsLeftOut == 0)
    let both = SourceReader(environment: nil, leavingOut: [try PathPattern("sh/")], below: folder.at("up"))
      .read([.path(folder.at("up/app"))])
    #expect(both.unread.isEmpty)
    #expect(both.pathsLeftOut == 1)
  }

  @Test("fit what git ignores by them", .enabled(if: Git.isInstalled, "git is not installed here"))
  func ignoredByGit() throws {
    let files = [
      "a1.yml", "a2.yml", "a-.yml", "a].yml", "a^.yml", "ab.yml", "A1.yml", "[a].yml", "#x", "!x", "*", "\\a.yml", "b ",
      "b",
      "legacy/b.env", "legacy/deep/c.env", "x/legacy/c.env", "legacy.env/d", "x/y/z/w.env", "é.yml", ".env", "x/.env",
    ]
    let patterns = [
      "a[12].yml", "a[!12].yml", "a[^12].yml", "a[]].yml", "a[]-].yml", "a[1-].yml", "a[a-z].yml", "a[[:digit:]].yml",
      "a[![:alnum:]].yml", "[[:upper:]]*", "[a\\]].yml", "a[\\]\\-]*", "a[--9].yml", "\\a1.yml", "\\[a\\].yml", "\\#x",
      "\\!x", "\\*", "*", "\\\\a.yml", "b", "b ", "b\\ ", "b\\  ", "legacy/", "legacy", "legacy/ ", "/legacy",
      "legacy/**",
      "legacy/*", "**/legacy", "**/c.env", "x/**/w.env", "x/**", "x/*/z", "**", "**/", "leg**", "?.yml", "??.yml",
      "*.env",
      "/*.env", ".env", "x/.env", "deep/c.env", "**/deep/c.env", "legacy.env/", "[!a]*", "é.yml", "[é]*.yml",
    ]
    let folder = TemporaryFolder(Dictionary(uniqueKeysWithValues: files.map { ($0, "") }))
    try #require(try Git.run(["init", "-q"], in: folder.path))
    for pattern in patterns {
      folder.write(".gitignore", pattern + "\n")
      let excluded = ExcludedPaths([try PathPattern(pattern)], below: folder.path)
      let left = files.filter { excluded.containsFile(path: folder.at($0), in: folder.path) }
      #expect(left.sorted() == (try Git.ignored(files, in: folder.path)).sorted(), "\(pattern)")
    }
  }
}
