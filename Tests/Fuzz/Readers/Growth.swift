import Glibc
import KeyFacts
import KeySecrets
import KeySources

/// Every reader on a long text: time grows with the text alone, and no nesting ends the process.
///
/// The first byte says which reader. What follows is split at the byte 0x1E: what stands between two of them is repeated
/// until the text is long, the rest stands there once.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  guard let reader = input.bytes.first else { return 0 }
  let text = grown(input.bytes.dropFirst().split(separator: 0x1E, omittingEmptySubsequences: false))
  let before = processorTime()
  read(text, reader)
  _ = IgnoreComments.all(in: text, kind: kind(of: reader), path: "a")
  let time = processorTime() - before
  claim(time < longest, "\(text.count) bytes took \(Int(time * 1000)) ms")
  return 0
}

/// Of each text; what grows with the text takes a tenth of it, and what grows with the square of it far more.
private let longest = 2.0
private let length = 256 << 10

private func grown(_ parts: [ArraySlice<UInt8>]) -> [UInt8] {
  let repeated = max(1, parts.count / 2)
  var text: [UInt8] = []
  for (index, part) in parts.enumerated() {
    let times = index % 2 == 0 || part.isEmpty ? 1 : max(1, length / repeated / part.count)
    for _ in 0..<times { text += part }
  }
  return text
}

private func read(_ text: [UInt8], _ reader: UInt8) {
  switch reader {
  case UInt8(ascii: "p"): _ = try? PythonParser.parse(text, path: "settings.py")
  case UInt8(ascii: "y"): _ = document(text, .yaml)
  case UInt8(ascii: "j"): _ = document(text, .json)
  default:
    let dialects = DotenvDialect.allCases
    _ = try? DotenvParser.parse(
      text, path: ".env", environment: nil, dialect: dialects[Int(reader) % dialects.count])
  }
}

private func kind(of reader: UInt8) -> SourceKind {
  switch reader {
  case UInt8(ascii: "p"): .python
  case UInt8(ascii: "y"): .yaml
  case UInt8(ascii: "j"): .json
  default: .dotenv
  }
}

private func document(_ text: [UInt8], _ kind: SourceKind) -> Reading? {
  try? YAMLParser.parse(text, kind: kind, path: "stripe.\(kind)", isExample: false, permissions: nil)
}

/// This thread's, in seconds: others on the machine do not count.
private func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
