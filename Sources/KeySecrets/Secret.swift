import Glibc

/// Bytes that several secrets are slices of: a file's text, a table's rows.
package final class SecretBytes: Sendable {
  let storage: [UInt8]

  package init(_ storage: [UInt8]) { self.storage = storage }
}

/// A setting's value, key or not: comparable, and never printed, dumped, mirrored or encoded.
///
/// 16 bytes; many secrets share one buffer, so that a file of a million keys is held once.
package struct Secret: Sendable {
  private let buffer: SecretBytes
  private let offset: UInt32
  private let length: UInt32

  /// A slice of `buffer`, which must hold `range` and be under 4 GiB.
  package init(_ buffer: SecretBytes, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.storage.count)
    self.buffer = buffer
    self.offset = UInt32(range.lowerBound)
    self.length = UInt32(range.count)
  }

  package init(_ bytes: [UInt8]) { self.init(SecretBytes(bytes), 0..<bytes.count) }

  /// Length in bytes: all that may be said of a text that is no well-formed key.
  package var count: Int { Int(length) }
  package var isEmpty: Bool { length == 0 }

  /// For this module's own judgement of a value. Others take ``reveal(_:)``, and only stores do.
  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    buffer.storage.withUnsafeBufferPointer { all in
      body(UnsafeBufferPointer(rebasing: all[Int(offset)..<Int(offset) + Int(length)]))
    }
  }

  /// The value itself. Only a store, which has to write it, may ask.
  @_spi(Reveal) public func reveal<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    try buffer.storage.withUnsafeBufferPointer { all in
      try body(UnsafeBufferPointer(rebasing: all[Int(offset)..<Int(offset) + Int(length)]))
    }
  }
}

extension Secret: Hashable, Comparable {
  package static func == (a: Secret, b: Secret) -> Bool { a.length == b.length && order(a, b) == 0 }

  package func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// By bytes, as SQLite's BINARY collation orders text.
  package static func < (a: Secret, b: Secret) -> Bool { a.compare(b) < 0 }

  /// Below zero when this secret comes before `other`, zero when they are equal.
  package func compare(_ other: Secret) -> Int {
    let order = Self.order(self, other)
    return order == 0 ? Int(length) - Int(other.length) : Int(order)
  }

  /// As memcmp orders what they have in common.
  private static func order(_ a: Secret, _ b: Secret) -> Int32 {
    a.withBytes { x in
      b.withBytes { y in
        guard let left = x.baseAddress, let right = y.baseAddress else { return 0 }
        return memcmp(left, right, min(x.count, y.count))
      }
    }
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<secret, \(count) bytes>" }
  package var debugDescription: String { description }
  /// Empty: `dump` and `Mirror` would look past the two descriptions.
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<secret bytes>" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
