import Testing

@Test func placeholderKeyPlanning() {}
