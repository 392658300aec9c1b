// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order of the pipeline: each may import only what stands above it.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "keyferry",
  products: [.executable(name: "keyferry", targets: ["keyferry"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // For tests alone: docs/decisions/html-report.md.
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLibCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CProcess"),
    .target(name: "CByteSearch"),
    // Compiled against libpq's header, and linked with nothing: docs/decisions/release-linking.md.
    .target(name: "CLibPQ"),

    .target(name: "KeyFacts", swiftSettings: strict),
    .target(name: "KeySecrets", dependencies: ["KeyFacts", "CLibCrypto"], swiftSettings: strict),
    .target(
      name: "KeySources",
      dependencies: [
        "KeySecrets", "KeyFacts", "CLibYAML", "CByteSearch",
      ],
      swiftSettings: strict),
    .target(name: "KeyPlanning", dependencies: ["KeySecrets", "KeyFacts"], swiftSettings: strict),
    .target(
      name: "KeyRules", dependencies: ["KeyPlanning", "KeySecrets", "KeyFacts"],
      swiftSettings: strict),
    .target(
      name: "KeyStores",
      dependencies: ["KeyPlanning", "KeySecrets", "KeyFacts", "CLibPQ", "CSQLite"],
      swiftSettings: strict),
    .target(
      name: "KeyConfiguration",
      dependencies: ["KeySources", "KeyPlanning", "KeyRules", "KeyStores", "KeySecrets", "KeyFacts"],
      swiftSettings: strict),
    .target(
      name: "KeyReports", dependencies: ["KeyFacts"], resources: [.embedInCode("HTML/Page")], swiftSettings: strict),
    .target(
      name: "KeyMigration",
      dependencies: [
        "KeySources", "KeyPlanning", "KeyRules", "KeyStores", "KeyReports", "KeySecrets",
        "KeyFacts",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "keyferry",
      dependencies: [
        "KeyMigration", "KeyReports", "KeyConfiguration", "KeyStores", "KeySources", "KeyFacts",
        "CProcess",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["KeySecrets", "KeyFacts"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "KeyFactsTests", dependencies: ["KeyFacts", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "KeySecretsTests", dependencies: ["KeySecrets", "KeyFacts", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "KeySourcesTests",
      dependencies: ["KeySources", "KeySecrets", "KeyFacts", "CByteSearch", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "KeyPlanningTests",
      dependencies: ["KeyPlanning", "KeySecrets", "KeyFacts", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "KeyRulesTests",
      dependencies: [
        "KeyRules", "KeyPlanning", "KeySources", "KeySecrets", "KeyFacts", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "KeyConfigurationTests",
      dependencies: ["KeyConfiguration", "KeySources", "KeyStores", "KeySecrets", "KeyFacts", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "KeyStoresTests",
      dependencies: ["KeyStores", "KeyPlanning", "KeySecrets", "KeyFacts", "CSQLite", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "KeyReportsTests",
      dependencies: [
        "KeyReports", "KeyStores", "KeyFacts", "CLibCrypto", .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["keyferry", "KeySecrets", "KeyFacts", "CSQLite", "TestSupport"],
      swiftSettings: strict),
  ]
)
