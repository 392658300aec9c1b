import Testing

@Test func placeholderKeyReports() {}
