import KeyFacts

/// The JSON reader.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  claimDocument(FuzzInput(start, count), .json, path: "config.json")
  return 0
}
