import KeyFacts

/// The YAML reader, and the reader of templates that are no YAML.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  // The name of a file may speak for the names in it.
  for name in ["config", "stripe"] { claimDocument(input, .yaml, path: "deploy/\(name).yaml") }
  return 0
}
