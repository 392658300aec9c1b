import KeyFacts

/// What is shown of any text: names, paths, messages.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  let text = String(decoding: input.bytes, as: UTF8.self)
  let hidden = text.withoutKeys
  for shown in [hidden, text.printable] {
    claim(!Oracle.holdsBody(shown), "a key's body is shown")
    claim(!Oracle.holdsPiece(of: input.keys, shown), "a piece of a key is shown")
  }
  claim(!Oracle.isObeyed(text.printable), "a control character is shown")
  claim(hidden.withoutKeys.utf8.elementsEqual(hidden.utf8), "hiding twice shows something else")
  claim(text.printable.printable.utf8.elementsEqual(text.printable.utf8), "printing twice shows something else")
  return 0
}
