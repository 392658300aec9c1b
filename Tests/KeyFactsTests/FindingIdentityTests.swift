import KeyFacts
import Testing

@Suite("Finding identity") struct FindingIdentityTests {
  private func finding(
    _ rule: String = "KF202", path: String? = ".env", line: Int = 3, setting: String? = "STRIPE_LIVE_SECRET_KEY",
    message: String = "holds a test key"
  ) -> Diagnostic {
    Diagnostic(
      rule: RuleID(rule, "some-rule"), severity: .error, message: message,
      location: path.map { SourceLocation(kind: .dotenv, path: $0, line: line, column: 5) }, setting: setting)
  }

  private func fingerprint(_ finding: Diagnostic, in repository: RepositoryPaths = .none) -> String {
    FindingIdentity(finding, in: repository).fingerprint
  }

  @Test("stays when the line, the message or the value changes")
  func stays() {
    #expect(fingerprint(finding()) == fingerprint(finding(line: 300, message: "holds a restricted key")))
  }

  @Test("is another for another rule, file or setting")
  func differs() {
    let all = [
      finding(), finding("KF203"), finding(path: ".env.production"), finding(path: nil), finding(setting: "STRIPE_KEY"),
      finding(setting: nil), finding(path: ".envS", setting: "TRIPE_LIVE_SECRET_KEY"),
      finding(path: nil, setting: ".env"), finding(setting: nil, message: "STRIPE_LIVE_SECRET_KEY"),
    ]
    #expect(Set(all.dropLast().map { fingerprint($0) }).count == all.count - 1)
    #expect(fingerprint(all[5]) == fingerprint(all[8]))
  }

  @Test("is the one that was written down, on every machine and in every version")
  func value() {
    #expect(
      FindingIdentity(rule: "KF202", path: ".env", setting: "STRIPE_LIVE_SECRET_KEY").fingerprint
        == "43fc945c04e46014ca416391c8976b0b")
  }

  @Test("is the same from another folder, and with the path written otherwise")
  func folders() {
    let root = RepositoryPaths(directory: "/home/me/shop")
    let below = RepositoryPaths(directory: "/builds/shop/backend", root: "/builds/shop")
    let fingerprints = [
      fingerprint(finding(path: "backend/.env"), in: root), fingerprint(finding(path: "./backend//.env"), in: root),
      fingerprint(finding(path: "/home/me/shop/backend/.env"), in: root), fingerprint(finding(path: ".env"), in: below),
      fingerprint(finding(path: "../backend/./.env"), in: below),
    ]
    #expect(Set(fingerprints).count == 1)
  }

  @Test("holds no key that stands in a name")
  func keys() {
    let body = String(repeating: "a1", count: 12)
    let identity = FindingIdentity(rule: "KF212", path: "sk_live_\(body).env", setting: "X_sk_live_\(body)")
    #expect(identity.path == "sk_live_\u{2026}.env")
    #expect(identity.setting?.contains(body) == false)
  }
}

@Suite("Repository paths") struct RepositoryPathsTests {
  static let below = RepositoryPaths(directory: "/builds/shop/backend", root: "/builds/shop")

  @Test(
    "are told from the repository's root on",
    arguments: [
      (".env", "backend/.env"), ("./a//b/../.env", "backend/a/.env"), ("../.env", ".env"),
      ("/builds/shop/x/.env", "x/.env"), ("../../other/.env", nil), ("/etc/shop.env", nil), ("../..", nil),
      ("/builds/shop", nil), ("/builds/shopping/.env", nil), ("../../../../../../x", nil), ("", "backend"),
      (" .env", "backend/ .env"), ("..env", "backend/..env"),
    ] as [(String, String?)])
  func paths(path: String, expected: String?) {
    #expect(Self.below.path(path) == expected)
  }

  @Test("are those of files alone")
  func kinds() {
    func path(_ kind: SourceKind, _ path: String) -> String? {
      Self.below.path(SourceLocation(kind: kind, path: path, line: 1))
    }
    #expect(path(.environment, "environment") == nil)
    #expect(path(.store, "postgres://shop@db/shop") == nil)
    #expect(path(.dotenv, "-") == nil)
    #expect(path(.yaml, "a.yml") == "backend/a.yml")
    #expect(path(.file, "/etc/a.yml") == nil)
  }
}
