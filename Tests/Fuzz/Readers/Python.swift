import KeyFacts
import KeySecrets
import KeySources

private let environment = EnvironmentVariables([
  (Array("STRIPE_MODE".utf8), Array("live".utf8)), (Array("DJANGO_STRIPE_KEY".utf8), []),
])

/// The reader of settings modules, by itself and joined to an environment.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  guard let reading = read(input.bytes) else { return 0 }
  read(input.bytes)?.claimSame(as: reading)
  reading.claimNamesHoldNoKeys(input.keys)
  reading.claimModule(Lines(text(of: input.bytes)))
  for environment in [nil, environment] {
    for linked in ModuleLinks.resolved([reading], environment: environment) {
      linked.claimNamesHoldNoKeys(input.keys)
    }
  }
  return 0
}

private func read(_ bytes: [UInt8]) -> Reading? { try? PythonParser.parse(bytes, path: "settings.py") }

/// What was read, as UTF-8: one that is none had a line that says it is Latin-1.
private func text(of bytes: [UInt8]) -> [UInt8] {
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
    let low = bytes[0] == 0xFF ? 0 : 1
    let units = stride(from: 2, to: bytes.count, by: 2).map {
      UInt16(bytes[$0 + low]) | UInt16(bytes[$0 + 1 - low]) << 8
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
  if String(validating: bytes, as: UTF8.self) != nil { return bytes }
  return bytes.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
}
