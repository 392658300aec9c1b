import Testing

@Test func placeholderKeyStores() {}
