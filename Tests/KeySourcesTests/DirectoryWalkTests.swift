import Glibc
import KeyFacts
import KeySecrets
import KeySources
import Synchronization
import TestSupport
import Testing

@Suite("Directory walk") struct DirectoryWalkTests {
  private let folder = TemporaryFolder()
  private let line = "STRIPE_SECRET_KEY=\(TestKeys.text())\n"

  private func read(excluding: [String] = []) -> Readings {
    SourceReader(environment: nil, excluding: excluding).read([.path(folder.path)])
  }

  @Test("finds .env files by name, in the order of their paths")
  func names() {
    let names = [".env", ".env.b", ".env_example", ".envrc", "a/.env", "a/c/prod.env", "b/.env"]
    for name in names.reversed() { folder.write(name, line) }
    folder.write("a.txt", line)
    folder.write("env", line)
    let readings = read()
    #expect(readings.paths(in: folder) == names)
    #expect(readings.filesSearched == names.count)
    #expect(readings.unread.isEmpty)
  }

  @Test("takes every file below .envs for a .env file, as cookiecutter-django does")
  func environments() {
    let names = [".envs/.local/.django", ".envs/.production/.django.example", ".envs/stripe"]
    for name in names + ["envs/.django", ".django"] { folder.write(name, line) }
    let readings = read()
    #expect(Set(readings.paths(in: folder)) == Set(names))
    #expect(readings.readings.filter(\.isExample).map(\.path) == [folder.at(names[1])])
  }

  @Test("finds settings modules by their names, and any in a folder called settings")
  func modules() {
    let names = ["a/settings.py", "b/config/settings/dev.py", "b/settings/__init__.py", "prod_settings.py"]
    let code = "STRIPE_SECRET_KEY = \"\(TestKeys.text())\"\n"
    for name in names + ["models.py", "b/settings/x/urls.py", "mysettings/a.py", "site-packages/x/settings.py"] {
      folder.write(name, code)
    }
    let readings = read()
    #expect(readings.paths(in: folder).sorted() == names)
    #expect(readings.filesSearched == names.count)
    #expect(SourceReader.withoutEnvironment.read([.path(folder.at("models.py"))]).readings.first?.kind == .python)
  }

  @Test("says of a directory out of the tree that it was not looked at, where settings may be in it")
  func outerDirectories() {
    let outer = TemporaryFolder()
    outer.write("keys/prod.env", line)
    outer.write("plain/a.json", "{}")
    outer.write("plain/b/prod.env", line)
    folder.write("a/.env", line)
    folder.link("keys", to: outer.at("keys"))
    folder.link("plain", to: outer.at("plain"))
    folder.link("venv", to: outer.at("keys"))
    folder.link("inner", to: "a")
    folder.link("self", to: ".")
    let readings = read()
    #expect(readings.errors(in: folder) == ["keys": .linkOutOfTree])
    #expect(readings.paths(in: folder) == ["a/.env"])
  }

  @Test("gives no reading for a file without a setting")
  func irrelevant() {
    folder.write("a.env", "A=1\n")
    folder.write("b.env", "# stripe\nA=1\n")
    folder.write("c.env", "")
    #expect(read().readings.isEmpty)
    #expect(read().filesSearched == 3)
  }

  @Test("keeps a file whose only Stripe line is malformed")
  func malformed() {
    folder.write("a.env", "STRIPE_SECRET_KEY='x\n")
    #expect(read().readings.map(\.malformed.count) == [1])
  }

  @Test(
    "leaves out others' and made directories",
    arguments: [".git", "node_modules", ".venv", "a/venv", "__pycache__", ".tox", "build", "dist", "vendor/bundle"])
  func skipped(directory: String) {
    folder.write("\(directory)/.env", line)
    folder.write("\(directory)/x/y.env", line)
    #expect(read().readings.isEmpty)
  }

  @Test("leaves out a virtual environment of any name")
  func virtualEnvironment() {
    folder.write(".env/pyvenv.cfg", "")
    folder.write(".env/x.env", line)
    folder.write("x.env/.env", line)
    #expect(read().paths(in: folder) == ["x.env/.env"])
  }

  @Test("reads a link's file once, and does not leave the tree")
  func links() {
    let outside = TemporaryFolder()
    outside.write("x.env", line)
    folder.write("a.env", line)
    folder.write("data/hidden", line)
    folder.link(".env", to: "a.env")
    folder.link("z.env", to: "data/hidden")
    folder.link("y.env", to: "data/hidden")
    folder.link("out.env", to: outside.at("x.env"))
    folder.link("out.txt", to: outside.at("x.env"))
    folder.link("out", to: outside.path)
    folder.link("gone.env", to: "nowhere")
    folder.link("loop.env", to: "loop.env")
    folder.link("up", to: "..")
    folder.link("data.env", to: "data")
    let readings = read()
    #expect(readings.paths(in: folder) == ["a.env", "y.env"])
    #expect(
      readings.errors(in: folder) == [
        "out": .linkOutOfTree, "out.env": .linkOutOfTree, "gone.env": .missing, "loop.env": .linkLoop,
      ])
  }

  @Test("takes a neighbour whose path starts alike for outside")
  func neighbour() {
    folder.write("tree2/x.env", line)
    folder.makeDirectory("tree")
    folder.link("tree/x.env", to: "../tree2/x.env")
    let readings = SourceReader.withoutEnvironment.read([.path(folder.at("tree"))])
    #expect(readings.unread.map(\.error) == [.linkOutOfTree])
  }

  @Test("reports what can't be read, and reads on")
  func traps() {
    mkfifo(folder.at("pipe.env"), 0o600)
    folder.write("nul.env", Array(line.utf8) + [0])
    folder.write("utf16.env", [0xFF, 0xFE, 0x41, 0])
    folder.write("latin1.env", Array(line.utf8) + [0xE9])
    folder.write("binary-elsewhere.env", [0, 1, 2, 0xE9])
    folder.write("z.env", line)
    let readings = read()
    #expect(
      readings.errors(in: folder) == [
        "pipe.env": .notRegularFile("a FIFO"), "nul.env": .binary, "utf16.env": .utf16,
        "latin1.env": .notUTF8(line: 2),
      ])
    #expect(readings.paths(in: folder) == ["z.env"])
  }

  @Test("calls a file too large only when it has a reason to be parsed")
  func tooLarge() {
    folder.write("a.json", "{}")
    folder.write("b.json", "{\"stripe\": 1}")
    for name in ["a.json", "b.json"] { truncate(folder.at(name), 65 << 20) }
    #expect(read().errors(in: folder) == ["b.json": .tooLarge(limit: 64 << 20)])
  }

  @Test("reports an unreadable directory and file", .enabled(if: geteuid() != 0))
  func unreadable() {
    folder.write("a/x.env", line)
    folder.write("b.env", line)
    chmod(folder.at("a"), 0)
    chmod(folder.at("b.env"), 0)
    #expect(read().errors(in: folder) == ["a": .permissionDenied, "b.env": .permissionDenied])
  }

  @Test("finds a key across the pieces in which a file is searched")
  func pieces() {
    for offset in (256 * 1024 - 8)...(256 * 1024) {
      folder.write("\(offset).env", "A=" + String(repeating: "x", count: offset - 3) + "\nstripe_key=1\n")
    }
    #expect(read().readings.count == 9)
  }

  @Test("gives the same for many files, read by several threads")
  func threads() {
    for number in 0..<500 { folder.write("d\(number % 7)/\(number).env", number % 5 == 0 ? line : "A=1\n") }
    let counted = Mutex(0)
    let first = SourceReader.withoutEnvironment.read([.path(folder.path)]) { count in counted.withLock { $0 += count } }
    #expect(first.readings.count == 100)
    #expect(first.filesSearched == 500 && counted.withLock { $0 } == 500)
    #expect(first.readings.map(\.path) == first.readings.map(\.path).sorted())
    #expect(read().readings.map(\.path) == first.readings.map(\.path))
  }

  @Test("passes by the key database")
  func keyDatabase() {
    folder.write("keys.json", "{\n  \"format\": \"keyferry-keys\", \"stripe\": 1}")
    folder.write("store.env", line)
    folder.write("a.env", line)
    #expect(read(excluding: [folder.at("store.env")]).paths(in: folder) == ["a.env"])
    #expect(read(excluding: [folder.at("store.env")]).filesSearched == read().filesSearched - 1)
    #expect(read(excluding: [folder.at("missing")]).paths(in: folder) == ["a.env", "store.env"])
  }

  @Test("reads a tree 300 levels deep, and reports where names get too long")
  func deep() {
    folder.write(Array(repeating: "d", count: 300).joined(separator: "/") + "/x.env", line)
    #expect(read().readings.count == 1)
  }
}

@Suite("Source file") struct SourceFileTests {
  private let folder = TemporaryFolder()

  @Test("reads again when the file changed meanwhile, and gives up when it goes on")
  func changes() throws {
    folder.write("a", "one")
    var count = 0
    let file = try SourceFile.read(Array(folder.at("a").utf8), limit: 1000) {
      count += 1
      if count == 1 { folder.write("a", "longer") }
    }
    #expect(file.bytes == Array("longer".utf8))
    #expect(throws: SourceError.changedWhileRead) {
      _ = try SourceFile.read(Array(folder.at("a").utf8), limit: 1000) {
        count += 1
        folder.write("a", String(repeating: "x", count: count))
      }
    }
  }

  @Test("reads a file that does not tell its size")
  func pseudoFile() throws {
    #expect(try !SourceFile.read(Array("/proc/self/status".utf8), limit: 1 << 20).bytes.isEmpty)
  }
}
