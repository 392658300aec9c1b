import KeySecrets

/// Hands bytes on to a descriptor in pieces, and knows the seal of all that it was given.
struct ExportWriter {
  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []
  private var digest = ExportSeal.Digest()

  /// - Parameter path: what messages name.
  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
    buffer.reserveCapacity(ExportSeal.pieceSize * 2)
  }

  mutating func write(_ append: (inout [UInt8]) -> Void) throws(StoreError) {
    append(&buffer)
    while buffer.count >= ExportSeal.pieceSize { try handOn(ExportSeal.pieceSize) }
  }

  mutating func write(_ text: String) throws(StoreError) { try write { $0.append(text: text) } }

  /// The digest of what was written so far; what comes after it is not sealed.
  mutating func seal() throws(StoreError) -> String {
    try finish()
    return digest.text
  }

  /// Hands on what is left.
  mutating func finish() throws(StoreError) {
    if !buffer.isEmpty { try handOn(buffer.count) }
  }

  private mutating func handOn(_ count: Int) throws(StoreError) {
    digest.add(buffer[..<count])
    try buffer.withUnsafeBufferPointer { all throws(StoreError) in
      try writeAll(UnsafeBufferPointer(rebasing: all[..<count]), to: descriptor, path: path)
    }
    buffer.removeFirst(count)
  }
}
