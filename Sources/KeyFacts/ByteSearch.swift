extension String {
  /// Whether the bytes of `text` stand in it: `contains` compares characters, and takes many times as long.
  package func holds(_ text: String) -> Bool {
    let (bytes, wanted) = (utf8, text.utf8)
    guard let first = wanted.first else { return true }
    var rest = bytes[...]
    while let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      if rest.starts(with: wanted) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
