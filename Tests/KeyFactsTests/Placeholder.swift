import Testing

@Test func placeholderKeyFacts() {}
