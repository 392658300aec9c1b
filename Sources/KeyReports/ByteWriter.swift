/// Gathers bytes and hands them on in chunks. After the sink's first error it drops what it is given.
struct ByteWriter {
  private static let chunkSize = 64 << 10

  private let sink: ByteSink
  private var buffer: [UInt8] = []
  private var handedOn = 0
  private var failure: (any Error)?

  /// Runs `body` with a writer to `sink`, and flushes it.
  static func write(to sink: ByteSink, _ body: (inout ByteWriter) -> Void) throws {
    try withoutActuallyEscaping(sink) { sink in
      var writer = ByteWriter(sink: sink)
      body(&writer)
      try writer.finish()
    }
  }

  private init(sink: @escaping ByteSink) {
    self.sink = sink
    buffer.reserveCapacity(Self.chunkSize + 1024)
  }

  /// Bytes written so far.
  var count: Int { handedOn + buffer.count }

  /// False once the sink has failed: a long list need not be gone through then.
  var isOpen: Bool { failure == nil }

  mutating func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.chunkSize { flush() }
  }

  mutating func write(repeating byte: UInt8, count: Int) {
    buffer.append(contentsOf: repeatElement(byte, count: max(0, count)))
  }

  mutating func write(byte: UInt8) { buffer.append(byte) }

  private mutating func flush() {
    handedOn += buffer.count
    do {
      if failure == nil, !buffer.isEmpty { try sink(buffer) }
    } catch {
      failure = error
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func finish() throws {
    flush()
    if let failure { throw failure }
  }
}
