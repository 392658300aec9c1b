import Glibc

extension String {
  /// The system's words for an error number: `No space left on device`.
  package init(errorNumber: Int32) {
    var buffer = [CChar](repeating: 0, count: 128)
    guard strerror_r(errorNumber, &buffer, buffer.count) == 0 else {
      self = "error \(errorNumber)"
      return
    }
    let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    self = String(decoding: text, as: UTF8.self)
  }
}
