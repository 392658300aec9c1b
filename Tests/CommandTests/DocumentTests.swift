import Foundation
import TestSupport
import Testing

/// Documents that are made from the program. `make docs` writes them anew.
@Suite("Documents") struct DocumentTests {
  @Test("docs/rules.md is what the rules say") func rules() throws {
    try Repository.expect(Project().run("rules", "--format", "markdown").output, is: "docs/rules.md")
  }

  @Test("docs/keyferry.1 is what the argument parser says") func manual() throws {
    let version = try Project().run("--version").output.trimmingCharacters(in: .whitespacesAndNewlines)
    try Repository.expect(ManualPage(program: .program(), version: version).text, is: "docs/keyferry.1")
  }

  @Test("every command has a summary and examples that the parser takes")
  func examples() throws {
    for (words, command) in try CommandInfo.program().leaves() {
      #expect(command.abstract?.hasSuffix(".") == true)
      #expect(!command.examples.isEmpty, "keyferry \(words.joined(separator: " ")) has no example")
      for example in command.examples {
        let line = example.components(separatedBy: "   ")[0].split(separator: " ").dropFirst().map(String.init)
        #expect(Array(line.prefix(words.count)) == words)
        #expect(try Project().run(line).status != 64, "\(example)")
      }
    }
  }

  @Test("every option says what it does") func options() throws {
    for (words, command) in try CommandInfo.program().leaves() {
      for argument in command.shown {
        #expect(argument.abstract?.hasSuffix(".") == true || argument.abstract?.hasSuffix(")") == true, "\(words)")
      }
    }
  }
}

@Suite("README") struct ReadmeTests {
  /// From a heading or bold line to the next heading.
  private func section(_ title: String) throws -> String {
    let text = try Repository.text("README.md")
    let start = try #require(text.range(of: title))
    let rest = text[start.upperBound...]
    return String(rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)])
  }

  /// The lines of fenced blocks.
  private func blocks(_ text: String, fence: String) -> [String] {
    text.components(separatedBy: "\n```\(fence)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
  }

  @Test("shows what the demo prints") func demo() throws {
    let folder = try Project()
    let printed = try Repository.script("demo", Project.program.path, folder.url("demo").path)
    let shown = try #require(blocks(section("<!-- demo -->"), fence: "").first)
    var rest = withoutIDs(printed)[...]
    for piece in withoutIDs(shown).components(separatedBy: "\n…\n") {
      let found = try #require(
        rest.range(of: piece), "the demo does not print\n\(piece)\nany more; it prints\n\(printed)")
      rest = rest[found.upperBound...]
    }
    #expect(printed.split(separator: "\n").count <= 60)
  }

  /// A key's id is new in each run.
  private func withoutIDs(_ text: String) -> String {
    text.replacing(#/(?m)^[0-9a-z]{15} /#, with: "ID ")
  }

  @Test("has recipes that work as they stand") func recipes() throws {
    let project = try Project()
    _ = try Repository.script("fill-keys", Repository.url("fixtures/demo").path, project.url("demo").path)
    let recipes = try blocks(section("## Three uses"), fence: "sh")
    #expect(recipes.count >= 3)
    for line in recipes.joined(separator: "\n").split(separator: "\n") {
      let outcome = try project.shell("cd demo && \(line)")
      #expect(outcome.status == 0, "\(line)\n\(outcome.output)\(outcome.errors)")
    }
  }

  @Test("has a configuration that loads") func configuration() throws {
    let block = try #require(blocks(section("## Configuration"), fence: "yaml").first)
    let project = try Project([".keyferry.yml": block + "\n"])
    let outcome = try project.run("config", environment: ["DATABASE_URL": "postgres://db/shop"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("PAYMENTS_KEY: {role: secret, mode: live}"))
  }

  @Test("names commands and options that there are, and all of them") func options() throws {
    let readme = try Repository.text("README.md")
    let named = Set(readme.matches(of: /--[a-z][a-z-]+/).map { String($0.output) })
    let commands = try CommandInfo.program().leaves()
    let known = Set(commands.flatMap { $0.command.arguments ?? [] }.flatMap { $0.names ?? [] }.map(\.text))
    #expect(named.isSubset(of: known), "\(named.subtracting(known))")
    for (words, command) in commands {
      #expect(readme.contains("keyferry \(words[0])"))
      for name in command.shown.flatMap({ $0.names ?? [] }) where name.kind == "long" {
        #expect(named.contains(name.text), "\(words) \(name.text)")
      }
    }
  }
}

@Suite("Installing") struct InstallTests {
  @Test("puts program, manual and completions below the prefix, and bash completes")
  func install() throws {
    let project = try Project()
    let prefix = project.url("a prefix")
    _ = try Repository.script("install", Project.program.path, prefix.path)
    for path in [
      "share/man/man1/keyferry.1", "share/bash-completion/completions/keyferry",
      "share/zsh/site-functions/_keyferry", "share/fish/vendor_completions.d/keyferry.fish",
    ] {
      #expect(try !String(contentsOf: prefix.appendingPathComponent(path), encoding: .utf8).isEmpty)
    }
    guard FileManager.default.isExecutableFile(atPath: "/bin/bash") else { return }
    let completed = try project.shell(
      """
      bash -c '. "a prefix/share/bash-completion/completions/keyferry"
      COMP_WORDS=(keyferry sync --pr); COMP_CWORD=2; COMP_LINE="keyferry sync --pr"; COMP_POINT=${#COMP_LINE}
      _keyferry keyferry --pr sync; printf "%s\\n" "${COMPREPLY[@]}"'
      """)
    #expect(completed.output.contains("--prune"), "\(completed)")
  }
}
