import KeyFacts
import KeySecrets
import KeySources

private let environment = EnvironmentVariables([
  (Array("HOME".utf8), Array("/home/shop".utf8)), (Array("EMPTY".utf8), []),
  (Array("STRIPE_MODE".utf8), Array("live".utf8)),
])

/// The .env reader, in every dialect, with an environment and without.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  let hasMark = input.bytes.starts(with: [0xEF, 0xBB, 0xBF])
  for dialect in DotenvDialect.allCases {
    for variables in [nil, environment] {
      guard let reading = read(input.bytes, dialect, variables) else { continue }
      read(input.bytes, dialect, variables)?.claimSame(as: reading)
      reading.claimNamesHoldNoKeys(input.keys)
      // Some loaders pass over a byte order mark, and some take it for a part of the first name.
      let skips = hasMark && !dialect.countsMark
      reading.claimPlaces(Lines(skips ? Array(input.bytes.dropFirst(3)) : input.bytes)) { _, place, difference in
        let text = skips ? Array(input.bytes.dropFirst(3)) : input.bytes
        // From an escape, a variable or a quote on, the loader makes the value. Up to there it stands as it is.
        return difference < text.count && "\\$'\"`\r".utf8.contains(text[difference])
      }
    }
  }
  return 0
}

private func read(_ bytes: [UInt8], _ dialect: DotenvDialect, _ environment: EnvironmentVariables?) -> Reading? {
  try? DotenvParser.parse(bytes, path: ".env", environment: environment, dialect: dialect)
}

extension DotenvDialect {
  fileprivate var countsMark: Bool {
    switch self {
    case .djangoEnviron, .decouple: true
    default: false
    }
  }
}
