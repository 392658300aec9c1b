import Testing

@Test func placeholderKeySources() {}
