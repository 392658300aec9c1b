import KeyFacts
import KeySources
import Testing

@Suite("Source locators") struct SourceLocatorTests {
  @Test(
    "read an argument",
    arguments: [
      ("env:", .environment), (".", .path(".")), ("a:b", .path("a:b")), ("./dotenv:x", .path("./dotenv:x")),
      ("dotenv:x", .file(.dotenv, path: "x")), ("yaml:a b", .file(.yaml, path: "a b")),
      ("json:/x", .file(.json, path: "/x")), ("dotenv:-", .standardInput(.dotenv)), ("yaml:-", .standardInput(.yaml)),
      ("dotenv:./-", .file(.dotenv, path: "./-")), ("python:a.py", .file(.python, path: "a.py")),
      ("python:-", .standardInput(.python)),
    ] as [(String, SourceLocator)])
  func arguments(argument: String, expected: SourceLocator) throws {
    #expect(try SourceLocator(argument: argument) == expected)
  }

  @Test(
    "refuse what names no source",
    arguments: [
      ("", .emptyArgument), ("-", .standardInputWithoutKind), ("env:x", .environmentWithPath),
      ("yaml:", .kindWithoutPath(.yaml)),
    ] as [(String, SourceLocatorError)])
  func refused(argument: String, expected: SourceLocatorError) {
    #expect(throws: expected) { try SourceLocator(argument: argument) }
  }
}

@Suite("Source names") struct SourceNameTests {
  @Test(
    "tell a file's kind",
    arguments: [
      (".env", .dotenv), (".env.production", .dotenv), ("prod.env", .dotenv), (".ENV", .dotenv), ("a.yml", .yaml),
      ("a.b.YAML", .yaml), ("package-lock.json", .json), ("settings.py", .python), ("local_settings.py", .python),
      ("settings_prod.py", .python), ("Settings.py", .python),
    ] as [(String, SourceKind)])
  func kinds(name: String, kind: SourceKind) {
    #expect(SourceName(fileName: name.utf8) == SourceName(kind: kind))
  }

  @Test(
    "tell an example",
    arguments: [
      (".env.example", .dotenv), ("env.example", .dotenv), (".env_example", .dotenv), (".env-sample", .dotenv),
      (".env.local.template", .dotenv),
      ("settings.yml.dist", .yaml), ("a.json.sample", .json), ("example.env", .dotenv), ("a.example.yml", .yaml),
      ("settings.py.example", .python), ("settings.example.py", .python), ("local_settings_sample.py", .python),
    ] as [(String, SourceKind)])
  func examples(name: String, kind: SourceKind) {
    #expect(SourceName(fileName: name.utf8) == SourceName(kind: kind, isExample: true))
  }

  @Test("know .envrc as a shell's")
  func shell() { #expect(SourceName(fileName: ".envrc".utf8) == SourceName(kind: .dotenv, isShell: true)) }

  @Test(
    "pass by others",
    arguments: [
      "env", ".environment", "a.py", ".yml", "yaml", "a.env2", ".envx", "example", "a.example", "mysettings.py",
      "settingsx.py", "settings.pyc",
    ])
  func others(name: String) { #expect(SourceName(fileName: name.utf8) == nil) }

  @Test(
    "take every example word before the ending for one", arguments: ["a.dist.json", "a.template.yaml", "b-sample.yml"])
  func stems(name: String) { #expect(SourceName(fileName: name.utf8)?.isExample == true) }
}
