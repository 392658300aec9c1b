import Testing

@Test func placeholderKeySecrets() {}
