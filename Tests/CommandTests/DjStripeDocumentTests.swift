import Foundation
import TestSupport
import Testing

/// CI runs the same lines with the published dj-stripe releases: `Tests/DjStripe/upgrade.py`. Here `pip` and `python` do
/// nothing, which leaves keyferry's part.
@Suite("docs/dj-stripe.md") struct DjStripeDocumentTests {
  private static let settings = """
    STRIPE_LIVE_SECRET_KEY=«sk_live:1»
    STRIPE_TEST_SECRET_KEY=«sk_test:2»
    STRIPE_LIVE_PUBLIC_KEY=«pk_live:3»
    STRIPE_LIVE_RESTRICTED_KEY=«rk_live:4»

    """

  private static let database = Repository.url("fixtures/scenarios/djstripe/input/shop.sqlite3").path

  @Test("has commands that work as they stand") func commands() throws {
    let project = try Project([".env": Self.settings, "new.key": "«sk_live:9»"])
    let database = try #require(FileManager.default.contents(atPath: Self.database))
    try project.write("shop.sqlite3", bytes: Array(database))
    let edit = "sed -i \"s/^STRIPE_LIVE_SECRET_KEY=.*/STRIPE_LIVE_SECRET_KEY=$(cat new.key)/\" \"$1\""
    for (name, script) in [("pip", "exit 0"), ("python", "exit 0"), ("editor", edit)] {
      try project.write("bin/\(name)", bytes: Array("#!/bin/sh\n\(script)\n".utf8), mode: 0o700)
    }
    let text = try Repository.text("docs/dj-stripe.md")
    let blocks = text.components(separatedBy: "\n```sh\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    let lines = blocks.flatMap { $0.split(separator: "\n") }
    #expect(lines.count > 12)
    for line in lines {
      let outcome = try project.shell("export PATH=\"$PWD/bin:$PATH\" EDITOR=editor; \(line)")
      #expect(outcome.status == 0, "\(line)\n\(outcome.output)\(outcome.errors)")
    }
    // The rolled key is there and the old one gone, in the table and in what was exported last.
    let back = try project.text("keys.env")
    #expect(back.contains("STRIPE_LIVE_SECRET_KEY=" + Project.key("sk_live:9")))
    #expect(!back.contains(Project.key("sk_live:1")))
    for name in ["keys.env", "keys.json", "fixture.json", "keys.sql"] {
      #expect(try project.text(name).contains(Project.key("rk_live:4")))
      #expect(try project.mode(name) == 0o600)
    }
    #expect(project.bytes("before.sqlite3") == database)
  }
}
