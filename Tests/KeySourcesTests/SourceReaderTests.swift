import Glibc
import KeyFacts
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Source reader") struct SourceReaderTests {
  @Test("a file that is about Stripe by its name is read, whatever its text says", arguments: ["yml", "json"])
  func telling(ending: String) {
    let text = ending == "yml" ? "live:\n  secret_key: change-me\n" : "{\"live\": {\"secret_key\": \"change-me\"}}"
    let folder = TemporaryFolder([
      "config/stripe.\(ending)": text, "config/other.\(ending)": text, "stripe/b.\(ending)": text,
      "stripe-live.\(ending)": "[",
    ])
    let readings = SourceReader(environment: nil).read([.path(folder.path)])
    #expect(readings.readings.map(\.path) == [folder.at("config/stripe.\(ending)")])
    #expect(readings.readings.flatMap(\.settings).map(\.name) == ["secret_key"])
    #expect(readings.unread.map(\.path) == [folder.at("stripe-live.\(ending)")])
  }

  private let folder = TemporaryFolder()
  private let line = "STRIPE_SECRET_KEY=\(TestKeys.text())\n"

  private func read(_ names: String...) -> Readings {
    SourceReader.withoutEnvironment.read(names.map { .path(folder.at($0)) })
  }

  @Test("reads sources in the order given, each once")
  func order() {
    folder.write("b.env", line)
    folder.write("a.env", line)
    folder.link("c.env", to: "a.env")
    #expect(read("b.env", "a.env", "b.env", "c.env").paths(in: folder) == ["b.env", "a.env"])
  }

  @Test("takes a file as no example where one of its names is none, whatever the order")
  func exampleByAnotherName() {
    folder.write("d/.env.example", line)
    folder.link("d/.env", to: ".env.example")
    folder.write("d/a.env", line)
    for names in [["d"], ["d/.env.example", "d/.env"], ["d/.env", "d/.env.example"], ["d/.env.example", "d"]] {
      let readings = SourceReader.withoutEnvironment.read(names.map { .path(folder.at($0)) })
      let settings = readings.readings.filter { $0.path == folder.at("d/.env") }
      #expect(settings.map(\.isExample) == [false])
      #expect(!readings.paths(in: folder).contains("d/.env.example"))
    }
  }

  @Test("takes a hard link to an example for a source")
  func hardLink() {
    folder.write("d/.env.example", line)
    link(folder.at("d/.env.example"), folder.at("d/prod.env"))
    #expect(read("d").paths(in: folder) == ["d/prod.env"])
  }

  @Test("leaves out of a directory what was read before it")
  func onceInDirectory() {
    folder.write("d/b.env", line)
    folder.write("d/a.env", line)
    #expect(read("d/b.env", "d", "d/a.env").paths(in: folder) == ["d/b.env", "d/a.env"])
  }

  @Test("reports an unreadable file once that is named and walked too")
  func unreadOnce() {
    folder.write("d/a.env", Array(line.utf8) + [0])
    #expect(read("d", "d/a.env").unread.count == 1)
  }

  @Test("gives variables of the environment to .env files, and reads it where it stands in the order")
  func environment() {
    folder.write(".env", "STRIPE_KEY=${B}\n")
    let environment = EnvironmentVariables([(Array("B".utf8), [0x78]), (Array("STRIPE_KEY".utf8), [0x79])])
    let locators = [SourceLocator.path(folder.at(".env")), .environment]
    let readings = SourceReader(environment: environment).read(locators).readings
    #expect(readings.map(\.kind) == [.dotenv, .environment])
    #expect(readings.flatMap(\.settings).map(\.value) == [Secret([0x78]), Secret([0x79])])
    let without = SourceReader.withoutEnvironment.read(locators).readings
    #expect(without.flatMap(\.settings).map(\.form) == [.reference])
  }

  @Test("notes whether a file is an example, and its permissions")
  func facts() {
    folder.write(".env.example", line)
    chmod(folder.at(".env.example"), 0o640)
    let reading = read(".env.example").readings.first
    #expect(reading?.isExample == true && reading?.permissions == 0o640)
  }

  @Test(
    "answers for every file that is none to read",
    arguments: [
      ("missing.env", .missing), ("fifo", .notRegularFile("a FIFO")), ("loop.env", .linkLoop),
      ("dangling.env", .missing), ("utf16.env", .utf16), ("nul.env", .binary), ("latin1.env", .notUTF8(line: 2)),
      ("file/x.env", .missing),
    ] as [(String, SourceError)])
  func traps(name: String, expected: SourceError) {
    mkfifo(folder.at("fifo"), 0o600)
    folder.link("loop.env", to: "loop.env")
    folder.link("dangling.env", to: "nowhere")
    folder.write("utf16.env", [0xFF, 0xFE, 0x41, 0x00])
    folder.write("nul.env", Array(line.utf8) + [0])
    folder.write("latin1.env", Array(line.utf8) + [0xE9])
    folder.write("file", line)
    folder.write("good.env", line)
    let readings = read(name, "good.env")
    #expect(readings.errors(in: folder) == [name: expected])
    #expect(readings.paths(in: folder) == ["good.env"])
  }

  @Test("refuses a device, and a directory where a kind asks for a file")
  func devices() {
    let reader = SourceReader.withoutEnvironment
    let device = reader.read([.path("/dev/zero"), .file(.dotenv, path: folder.path)])
    #expect(device.unread.map(\.error) == [.notRegularFile("a device"), .isDirectory])
  }

  @Test("refuses an unreadable file", .enabled(if: geteuid() != 0))
  func unreadable() {
    folder.write("a.env", line)
    chmod(folder.at("a.env"), 0)
    #expect(read("a.env").unread.map(\.error) == [.permissionDenied])
  }

  @Test("refuses a file over the limit by its size alone")
  func tooLarge() {
    folder.write("a.env", line)
    folder.write("a.json", "{}")
    truncate(folder.at("a.env"), 1 << 30)
    truncate(folder.at("a.json"), 65 << 20)
    #expect(read("a.env", "a.json").unread.map(\.error) == [.tooLarge(limit: 512 << 20), .tooLarge(limit: 64 << 20)])
  }

  @Test("reads an empty file, CRLF and a byte order mark")
  func edges() {
    folder.write("empty.env", "")
    folder.write("windows.env", "\u{FEFF}A=1\r\n" + line + "\r\n")
    let readings = read("empty.env", "windows.env").readings
    #expect(readings.map(\.settings.count) == [0, 1])
    #expect(readings.last?.settings.first?.location.line == 2)
  }

  @Test(
    "tells the kind of a file by its content where the name does not",
    arguments: [
      ("{\"a\": 1}", .json), ("  \n{", .json), ("# x\nA=1", .dotenv), ("export A=b:c", .dotenv), ("", .dotenv),
      ("a:\n  b: c=d", .yaml), ("---\na: 1", .yaml), ("- a", .yaml), ("# a=b\nkey: value", .yaml), ("A", .dotenv),
      ("URL=http://x", .dotenv), ("[section]\na=1", .dotenv),
      ("[{\"a\": 1}]", .json), ("\n[ \"a\"]", .json), ("[[1]]", .json), ("[", .dotenv),
    ] as [(String, SourceKind)])
  func sniffing(text: String, kind: SourceKind) {
    folder.write("secrets", text)
    let readings = read("secrets")
    #expect((readings.readings.first?.kind ?? readings.unread.first?.kind ?? kind) == kind)
  }
}
