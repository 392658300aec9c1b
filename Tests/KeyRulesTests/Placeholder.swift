import Testing

@Test func placeholderKeyRules() {}
