import Foundation
import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

/// A line of `fixtures/djstripe/defaults.txt`, which tells its columns.
struct DjStripeDefaultCase: CustomTestStringConvertible {
  let name: String
  let versions: [DjStripeVersion]
  let accounts: [DjStripeAccount]
  let rows: [StoredKey]
  let settings: [Setting]
  let account: DjStripeAccount?
  let mode: KeyMode?
  let expected: Secret?

  var testDescription: String { name }

  static let all: [DjStripeDefaultCase] = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../fixtures/djstripe/defaults.txt")
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { DjStripeDefaultCase(String($0)) }
  }()

  private init?(_ line: String) {
    let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard cells.count == 7 else { return nil }
    name = cells[0]
    let bounds = cells[1].split(separator: "-").compactMap { DjStripeVersion(String($0)) }
    guard bounds.count == 2 else { return nil }
    versions = DjStripeVersion.all.filter { (bounds[0]...bounds[1]).contains($0) }
    accounts = cells[2].split(separator: " ").enumerated().map { index, text in
      let parts = text.split(separator: ":")
      return DjStripeAccount(
        number: Int64(index + 1), id: "acct_\(parts[0])", livemode: KeyMode(rawValue: String(parts[1]))?.livemode)
    }
    rows = cells[3].split(separator: " ").enumerated().map { Self.row(String($1), number: Int64($0 + 1)) }
    settings = cells[4].split(separator: " ").map { text in
      let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      let value = parts[1].contains(":") ? TestKeys.filling("«\(parts[1])»") : parts[1]
      return Given.setting(parts[0], Secret(Array(value.utf8)))
    }
    let asked = cells[5].split(separator: " ").map(String.init)
    account = accounts.first { $0.id == "acct_\(asked[0])" }
    mode = KeyMode(rawValue: asked[1])
    expected = cells[6] == "none" ? nil : Self.secret(cells[6])
  }

  private static func secret(_ mark: String) -> Secret { Secret(Array(TestKeys.filling("«\(mark)»").utf8)) }

  /// `sk_live:1@a`, with `/test` or `!restricted` behind it for a row that says other than its key.
  private static func row(_ text: String, number: Int64) -> StoredKey {
    let parts = text.split(separator: "@").map(String.init)
    let key = StripeKey(stored: secret(parts[0]))
    let account = parts[1].prefix { $0.isLetter }
    let mode = parts[1].split(separator: "/").dropFirst().first.flatMap { KeyMode(rawValue: String($0)) }
    let type = parts[1].split(separator: "!").dropFirst().first.flatMap { KeyType(rawValue: String($0)) }
    return StoredKey(
      id: "djstripe_mk_\(number)", secret: secret(parts[0]), type: type ?? key?.type ?? .secret,
      livemode: (mode ?? key?.mode)?.livemode ?? false, name: "", account: account.isEmpty ? nil : "acct_\(account)",
      created: Timestamp(microseconds: 0), updated: Timestamp(microseconds: 0), occurrences: [], number: number)
  }
}
