import KeyFacts
import Testing

@Suite("Places in a database") struct StoredPlacesTests {
  private func source(_ path: String, in directory: String, from folders: [String], kind: SourceKind = .dotenv)
    -> String
  {
    StoredPlaces(directory: directory, folders: folders).source(of: SourceLocation(kind: kind, path: path, line: 1))
  }

  @Test(
    "are named from the configuration's folder",
    arguments: [
      (".env", ".", ".env"), ("./.env", ".", ".env"), ("x/../.env", "", ".env"), ("/srv/app/web/.env", ".", ".env"),
      (".env", "../", "web/.env"), ("../.env", "../", ".env"), ("../.env", "/srv/app", ".env"),
      ("../.env", ".", "../.env"),
      ("../../shared/.env", "../", "../shared/.env"), ("/etc/shop.env", "../", "/etc/shop.env"), ("-", "../", "-"),
      ("../../../../../x", "../", "../../../../../x"),
    ])
  func fromFolder(path: String, folder: String, expected: String) {
    #expect(source(path, in: "/srv/app/web", from: [folder]) == expected)
  }

  @Test("are the same whether the folder is named by a link or not")
  func links() {
    let folders = ["/link/app", "/srv/app"]
    #expect(source("../.env", in: "/srv/app/web", from: folders) == ".env")
    #expect(source("/link/app/.env", in: "/srv/app/web", from: folders) == ".env")
    #expect(source("../../.env", in: "/srv/app/web", from: folders) == "../.env")
  }

  @Test("stay as they are where they are no files, or no configuration is in use")
  func others() {
    #expect(source("environment", in: "/srv/app/web", from: ["../"], kind: .environment) == "environment")
    #expect(source("keys.sqlite", in: "/srv/app/web", from: ["../"], kind: .store) == "keys.sqlite")
    let location = SourceLocation(kind: .yaml, path: "./x/../a.yml", line: 1)
    #expect(StoredPlaces.asGiven.source(of: location) == "./x/../a.yml")
  }
}
