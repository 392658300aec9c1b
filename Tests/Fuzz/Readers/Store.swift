import KeyPlanning

@testable import KeyStores

/// The JSON store's reader: it refuses a document, or reads rows that write back to one which reads the same.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  guard let read = try? JSONDocument.decode(input.bytes) else { return 0 }
  let keys = read.keys
  for (a, b) in zip(keys, keys.dropFirst()) { claim(a.secret < b.secret, "the rows are out of order") }
  claim(Set(keys.map(\.id)).count == keys.count, "two rows with one id")
  let written = JSONDocument.encode(keys, read.history)
  guard let again = try? JSONDocument.decode(written) else {
    claim(false, "what was written is refused")
    return 0
  }
  claim(again.keys.elementsEqual(keys) { $0.isSame(as: $1) }, "what was written reads differently")
  claim(again.history.entries == read.history.entries, "its history reads differently")
  claim(
    again.history.damaged?.fields.map(\.text) == read.history.damaged?.fields.map(\.text),
    "what is no history is not passed on")
  claim(JSONDocument.encode(again.keys, again.history) == written, "what was read is written differently")
  return 0
}
