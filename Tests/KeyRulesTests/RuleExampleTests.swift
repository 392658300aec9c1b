import Foundation
import KeyFacts
import KeyPlanning
import KeyRules
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Rules") struct RuleExampleTests {
  @Test("fire on their firing example", arguments: RuleCatalog.all.map { $0.metadata.id })
  func firing(id: RuleID) throws {
    let rule = try #require(RuleCatalog.rule(id.code))
    let found = rule.check(try evidence(of: rule.metadata.firing))
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.rule == id && $0.severity <= rule.metadata.severity })
    #expect(found.contains { $0.severity == rule.metadata.severity })
  }

  @Test("are silent on their silent example", arguments: RuleCatalog.all.map { $0.metadata.id })
  func silent(id: RuleID) throws {
    let rule = try #require(RuleCatalog.rule(id.code))
    #expect(rule.check(try evidence(of: rule.metadata.silent)).isEmpty)
  }

  @Test("no message shows a piece of a key")
  func leaks() throws {
    for rule in RuleCatalog.all {
      for example in [rule.metadata.firing, rule.metadata.silent] {
        let keys =
          example.files.flatMap { TestKeys.keys(in: $0.text) }
          + example.stored.flatMap { TestKeys.keys(in: "«\($0.key)»") }
        for diagnostic in RuleCatalog.check(try evidence(of: example)) {
          #expect(!TestKeys.leaks(keys, in: diagnostic.message))
        }
      }
    }
  }

  @Test("have codes and names of their own, in order")
  func catalog() {
    let codes = RuleCatalog.all.map { $0.metadata.id.code }
    #expect(codes == codes.sorted())
    #expect(Set(codes).count == codes.count)
    #expect(Set(RuleCatalog.all.map { $0.metadata.id.name }).count == codes.count)
  }

  private func evidence(of example: RuleExample) throws -> Evidence {
    let environment = example.environment.map {
      (name: Array($0.name.utf8), value: Array(TestKeys.filling($0.value).utf8))
    }
    let readings = try readings(of: example.files, EnvironmentVariables(environment))
    let inventory = Inventory(of: readings.readings)
    let snapshot = StoreSnapshot(
      location: "keys.json", revision: "1", exists: true, permissions: example.storeMode,
      keys: example.stored.enumerated().map(row).sorted { $0.secret < $1.secret }, djStripe: example.accounts.map(facts)
    )
    let plan = Plan(
      from: snapshot, to: inventory, options: .init(prune: example.prune, account: example.account))
    let evidence = Evidence(
      readings: readings, inventory: inventory, conflictPolicy: .error, snapshot: snapshot, plan: plan)
    guard let locked = example.locked else { return evidence }
    let before = Inventory(of: try self.readings(of: locked, EnvironmentVariables(environment)).readings)
    return evidence.comparing(
      LockComparison(
        of: inventory, with: KeyLock(of: before, source: source), path: "keyferry.lock", source: source,
        reach: { _ in .read }))
  }

  /// A file by its name, whatever folder it is in.
  private func source(_ location: KeyFacts.SourceLocation) -> KeyLock.Source {
    location.kind == .environment
      ? .environment : .file(path: URL(fileURLWithPath: location.path).lastPathComponent, isCommitted: true)
  }

  /// Reads files as a run does, from a folder of their own.
  private func readings(of files: [RuleExample.File], _ environment: EnvironmentVariables) throws -> Readings {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keyferry-rules-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in files {
      let url = folder.appendingPathComponent(file.name)
      try Data(TestKeys.filling(file.text).utf8).write(to: url)
      try FileManager.default.setAttributes([.posixPermissions: Int(file.mode)], ofItemAtPath: url.path)
    }
    return SourceReader(environment: environment).read([.path(folder.path)])
  }

  private func facts(_ accounts: [String]) -> DjStripeFacts {
    DjStripeFacts(
      versions: .newest ... .newest,
      accounts: accounts.enumerated().map { DjStripeAccount(number: Int64($0), id: $1, livemode: true) }, nameWidth: 100
    )
  }

  private func row(_ index: Int, _ row: RuleExample.Row) -> StoredKey {
    let secret = Secret(Array(TestKeys.filling("«\(row.key)»").utf8))
    let key = StripeKey(stored: secret)
    return StoredKey(
      id: row.key, secret: secret, type: key?.type ?? .secret, livemode: row.livemode ?? key?.mode.livemode ?? false,
      name: row.name, account: row.account, created: Timestamp(microseconds: 0), updated: Timestamp(microseconds: 0),
      occurrences: [], number: Int64(index + 1))
  }
}
