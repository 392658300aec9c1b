import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Bad input") struct BadInputTests {
  @Test(
    "every unreadable source gets an answer, and the others are read",
    arguments: [
      "fifo.env", "device.env", "folder.env", "loop.env", "dangling.env", "utf16.env", "nul.env", "latin1.env",
      "bad.yml",
      "deep.yml", "bomb.yml", "bad.json", "absent.env",
    ])
  func sources(name: String) throws {
    let project = try Project(["good.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    let path = project.url(name).path
    let mention = "STRIPE_LIVE_SECRET_KEY"
    switch name {
    case "fifo.env": mkfifo(path, 0o600)
    case "device.env": symlink("/dev/zero", path)
    case "folder.env": mkdir(path, 0o700)
    case "loop.env": symlink(path, path)
    case "dangling.env": symlink("nowhere", path)
    case "utf16.env":
      try project.write(
        name, bytes: [0xFF, 0xFE] + Array("\(mention)=x\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
    case "nul.env": try project.write(name, bytes: Array("\(mention)=a\0b\n".utf8))
    case "latin1.env": try project.write(name, bytes: Array("\(mention)=".utf8) + [0xE9, 0x0A])
    case "bad.yml": try project.write(name, "\(mention): [\n}: x\n")
    case "deep.yml": try project.write(name, "\(mention): " + String(repeating: "[", count: 10_000))
    case "bomb.yml":
      let levels = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)]\n" }
      try project.write(name, "a0: &a0 [\(mention)]\n" + levels.joined() + "STRIPE_SECRET_KEY: [\n")
    case "bad.json": try project.write(name, "{\"\(mention)\": }")
    default: break
    }
    let outcome = try project.run(
      "plan", "good.env", name == "folder.env" ? "dotenv:folder.env" : name, "--db", "k.json", "--format", "json")
    #expect(outcome.status == 1)
    #expect(try outcome.rules().contains("KF101"))
    #expect(try outcome.summary("keys") == 1)
    let notRead = try #require(try outcome.report["not_read"] as? [[String: Any]])
    #expect(notRead.count == 1)
  }

  @Test("an empty file, one without a final newline and one with CRLF are read")
  func harmless() throws {
    let project = try Project([
      "empty.env": "", "a.env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»",
      "b.env": "A=1\r\nSTRIPE_TEST_SECRET_KEY=«sk_test:1»\r\n",
    ])
    let outcome = try project.run("plan", "--no-env", "--db", "k.json", "--format", "json")
    #expect(outcome.status == 0)
    #expect(try outcome.summary("create") == 2)
  }

  @Test(
    "a store that is none is left as it is",
    arguments: ["text.json", "text.sqlite", "list.json", "newer.json", "folder.json"])
  func stores(name: String) throws {
    let project = try Project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"])
    switch name {
    case "list.json": try project.write(name, "[]\n")
    case "newer.json": try project.write(name, "{\"format\": \"keyferry-keys\", \"version\": 99, \"keys\": []}\n")
    case "folder.json": mkdir(project.url(name).path, 0o700)
    default: try project.write(name, "nothing of the kind, and long enough to be one page or so\n")
    }
    let before = project.bytes(name)
    let outcome = try project.run("sync", ".env", "--db", name)
    #expect(outcome.status == 1)
    #expect(!(outcome.output + outcome.errors).isEmpty)
    #expect(project.bytes(name) == before)
    #expect(project.names == [".env", name].sorted())
  }

  @Test("control characters in names never reach the terminal")
  func escapes() throws {
    let project = try Project(["a\u{1B}[31m.env": "STRIPE_LIVE_SECRET_KEY=«sk_test:1»\n"])
    for format in ["text", "markdown", "json"] {
      let outcome = try project.run("plan", "--no-env", "--db", "k.json", "--format", format)
      #expect(!outcome.output.utf8.contains(0x1B))
      #expect(!outcome.errors.utf8.contains(0x1B))
    }
  }
}
