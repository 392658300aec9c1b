import Glibc
import KeySecrets

/// The end of an export: a digest of all before it, by which a file that nobody touched since is known again.
enum ExportSeal {
  static let pieceSize = 1 << 16
  private static let mark = "keyferry-export"

  /// What stands before and behind the digest.
  private struct Frame {
    let head: String
    let tail: String
  }

  private static func frame(_ format: ExportFormat) -> Frame {
    switch format {
    case .djangoFixture: Frame(head: ", \"\(mark)\": \"", tail: "\"}\n]\n")
    case .sql: Frame(head: "-- \(mark) ", tail: "\n")
    case .dotenv: Frame(head: "# \(mark) ", tail: "\n")
    case .json: Frame(head: ",\n  \"\(JSONDocument.seal)\": \"", tail: "\"\n}\n")
    }
  }

  /// The last bytes of an export.
  static func end(_ format: ExportFormat, digest: String) -> String {
    let frame = frame(format)
    return frame.head + digest + frame.tail
  }

  /// SHA-256 over pieces of ``pieceSize`` bytes, each with the digest before it.
  struct Digest {
    private var state: [UInt8] = []

    mutating func add(_ piece: ArraySlice<UInt8>) { state = sha256(state + piece) }

    /// 64 lower-case hexadecimal digits.
    var text: String {
      let digits = Array("0123456789abcdef".utf8)
      return String(decoding: state.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }

  /// Whether a file, open at its start, is an export as it was written.
  static func isUntouched(_ descriptor: Int32, size: Int) -> Bool {
    ExportFormat.allCases.contains { format in
      let frame = frame(format)
      let length = frame.head.utf8.count + 64 + frame.tail.utf8.count
      guard size > length, let end = bytes(of: descriptor, at: size - length, count: length),
        end.starts(with: frame.head.utf8), end.suffix(frame.tail.utf8.count).elementsEqual(frame.tail.utf8)
      else { return false }
      let digest = end.dropFirst(frame.head.utf8.count).prefix(64)
      return Self.digest(of: descriptor, count: size - length).map { digest.elementsEqual($0.utf8) } ?? false
    }
  }

  private static func digest(of descriptor: Int32, count: Int) -> String? {
    var digest = Digest()
    for start in stride(from: 0, to: count, by: pieceSize) {
      guard let piece = bytes(of: descriptor, at: start, count: min(pieceSize, count - start)) else { return nil }
      digest.add(piece[...])
    }
    return digest.text
  }

  /// Exactly `count` bytes, or nil.
  private static func bytes(of descriptor: Int32, at offset: Int, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let read = bytes.withUnsafeMutableBytes { all in
        retried { pread(descriptor, all.baseAddress.map { $0 + done }, count - done, off_t(offset + done)) }
      }
      guard read > 0 else { return nil }
      done += read
    }
    return bytes
  }
}
