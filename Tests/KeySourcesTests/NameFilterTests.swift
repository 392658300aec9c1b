import Testing

@testable import KeySources

@Suite("Name filter") struct NameFilterTests {
  private let filter = NameFilter(["kind", "secretKeyRef", "Fn::"])

  private func passes(_ name: String) -> Bool { Array(name.utf8).withUnsafeBufferPointer(filter.passes) }

  @Test(
    "passes its names in any case, and all that start as one does",
    arguments: [
      "kind", "KIND", "secretKeyRef", "SECRETKEYREF", "Fn::", "Fn::Join", "Fn::\(String(repeating: "x", count: 90))",
    ])
  func passes(name: String) { #expect(passes(name)) }

  @Test("passes few others", arguments: ["", "kin", "kinds", "mind", "secretKey"])
  func passesBy(name: String) { #expect(!passes(name)) }

  @Test(
    "passes every name that a mapping's scalars may have",
    arguments: ["name", "Key", "variable", "ParameterValue", "kind", "required", "description", "valueFrom", "Fn::Sub"])
  func passesKnown(name: String) {
    #expect(Array(name.utf8).withUnsafeBufferPointer(NestedNames.scalarFilter.passes))
  }
}
