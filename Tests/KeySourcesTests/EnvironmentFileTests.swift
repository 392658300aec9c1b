import KeyFacts
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Environment files of compose") struct EnvironmentFileTests {
  private let folder = TemporaryFolder()
  private let line = "STRIPE_SECRET_KEY=\(TestKeys.text())\n"

  private func read(_ name: String = "d", environment: [String: String]? = nil) -> Readings {
    let variables = environment.map { EnvironmentVariables($0.map { (Array($0.key.utf8), Array($0.value.utf8)) }) }
    return SourceReader(environment: variables).read([.path(folder.at(name))])
  }

  @Test(
    "are read, however the compose file names them",
    arguments: [
      "services: {web: {env_file: vars/.stripe}}", "services: {web: {env_file: [./vars/.stripe]}}",
      "services:\n  web:\n    env_file:\n      - path: vars/.stripe\n        required: false\n",
      "x-common: &common\n  env_file: vars/.stripe\nservices:\n  web:\n    <<: *common\n",
      "services: {web: {env_file: 'x/../vars//.stripe'}, worker: {env_file: vars/.stripe}}",
      "services: {web: {env_file: '${MISSING:-vars/.stripe}'}}",
    ])
  func named(compose: String) {
    folder.write("d/local.yml", compose)
    folder.write("d/vars/.stripe", "# for the shop\n" + line)
    let readings = read()
    #expect(readings.paths(in: folder) == ["d/local.yml", "d/vars/.stripe"])
    #expect(readings.readings.last?.settings.map(\.location.line) == [2])
    #expect(readings.unread.isEmpty)
  }

  @Test("are read from a compose file that is named itself")
  func namedCompose() {
    folder.write("d/compose.yml", "services: {web: {env_file: secrets}}")
    folder.write("d/secrets", line)
    #expect(read("d/compose.yml").paths(in: folder) == ["d/compose.yml", "d/secrets"])
  }

  @Test("are read as compose does, or as docker does where they are raw; a walk reads what it finds as it is told to")
  func dialects() throws {
    folder.write(
      "d/compose.yml",
      "services: {web: {env_file: [plain, {path: raw, format: raw}, .env]}}\n")
    for name in ["plain", "raw", ".env"] { folder.write("d/\(name)", "STRIPE_KEY='x\\'y'\n") }
    let values = Dictionary(uniqueKeysWithValues: read().readings.map { ($0.path, $0.settings.map(\.value)) })
    #expect(values[folder.at("d/plain")] == [Secret(Array("x'y".utf8))])
    #expect(values[folder.at("d/raw")] == [Secret(Array("'x\\'y'".utf8))])
    #expect(values[folder.at("d/.env")] == [Secret(Array("x'y".utf8))])
    #expect(values.count == 4)
  }

  @Test("that are missing are reported, unless they need not be there")
  func missing() {
    folder.write(
      "d/compose.yml",
      "services:\n  web:\n    env_file:\n      - gone.env\n      - {path: other.env, required: false}\n")
    #expect(
      read().errors(in: folder) == [
        "d/gone.env": .environmentFileMissing(namedAt: folder.at("d/compose.yml:4"))
      ])
  }

  @Test("out of the tree are reported and not read, unless they are sources too")
  func outOfTree() {
    folder.write("d/compose.yml", "services: {web: {env_file: ../.env}}")
    folder.write("d/linked.yml", "services: {web: {env_file: link}}")
    folder.link("d/link", to: "../.env")
    folder.write(".env", line)
    let readings = read()
    #expect(readings.paths(in: folder).allSatisfy { $0.hasSuffix(".yml") })
    #expect(
      readings.errors(in: folder) == [
        ".env": .environmentFileOutOfTree(namedAt: folder.at("d/compose.yml:1")),
        "d/link": .environmentFileOutOfTree(namedAt: folder.at("d/linked.yml:1")),
      ])
    let both = SourceReader.withoutEnvironment.read([.path(folder.at("d")), .path(folder.at(".env"))])
    #expect(both.unread.isEmpty)
    #expect(both.paths(in: folder).last == ".env")
  }

  @Test("with a variable in their path are looked up in the environment, and reported where that says nothing")
  func variables() {
    folder.write("d/compose.yml", "services: {web: {env_file: '${STAGE}/stripe'}}")
    folder.write("d/prod/stripe", line)
    #expect(read(environment: ["STAGE": "prod"]).paths(in: folder) == ["d/compose.yml", "d/prod/stripe"])
    #expect(
      read().errors(in: folder) == ["d/compose.yml": .environmentFileUnknown(namedAt: folder.at("d/compose.yml:1"))])
  }

  @Test("of what is no compose file, of an example and of a template are left alone")
  func others() {
    folder.write("d/play.yml", "- docker_container: {env_file: gone}\n")
    folder.write("d/compose.example.yml", "services: {web: {env_file: gone}}\n")
    folder.write("d/broken.yml", "services: {web: {env_file: gone}\n")
    folder.write("d/template.yml", "{% if x %}\nservices: {web: {env_file: gone}}\n{% endif %}\n")
    #expect(read().unread.isEmpty)
    #expect(read().readings.isEmpty)
  }

  @Test("that are the key database are passed by")
  func database() {
    folder.write("d/compose.yml", "services: {web: {env_file: keys}}")
    folder.write("d/keys", line)
    let reader = SourceReader(environment: nil, excluding: [folder.at("d/keys")])
    #expect(reader.read([.path(folder.at("d"))]).paths(in: folder) == ["d/compose.yml"])
  }
}
