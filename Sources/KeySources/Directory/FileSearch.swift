import Glibc
import KeyFacts
import KeySecrets

/// Searches files for a reason to parse them, piece by piece through one buffer: a file's size costs no memory.
///
/// For one thread.
final class FileSearch {
  private static let pieceSize = 256 * 1024

  /// What stands before a piece: the end of the one before, and what ``ReasonToParse`` may read before that.
  private static let front = 64

  private let reason: ReasonToParse
  private let buffer: UnsafeMutableRawBufferPointer

  init(_ vocabulary: SettingVocabulary = .standard) {
    reason = ReasonToParse(vocabulary, seesMark: true)
    buffer = .allocate(byteCount: Self.front + Self.pieceSize + ReasonToParse.padding, alignment: 64)
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { buffer.deallocate() }

  /// Why a file is to be looked at closely, as UTF-16 always is, in which no reason would show; nil for none.
  ///
  /// - Throws: ``SourceError`` when it can't be opened or read.
  func reason(_ path: [UInt8], isLink: Bool) throws(SourceError) -> FileReason? {
    let number = try FileDescriptor.open(path, flags: isLink ? 0 : O_NOFOLLOW)
    defer { close(number) }
    return try search(number)
  }

  /// Whether a file's bytes hold more of a reason than a name of another file.
  static func mentionsSetting(_ bytes: [UInt8], _ vocabulary: SettingVocabulary) -> Bool {
    let padded =
      [UInt8](repeating: 0, count: ReasonToParse.lead) + bytes + [UInt8](repeating: 0, count: ReasonToParse.padding)
    return padded.withUnsafeBytes { raw in
      raw.baseAddress.map {
        ReasonToParse(vocabulary, followsFiles: false).isIn($0 + ReasonToParse.lead, count: bytes.count)
      } ?? false
    }
  }

  private func isOpaque(_ start: UnsafeBufferPointer<UInt8>) -> Bool {
    TextEncoding.isUTF16(start) || OpaqueText.isEncrypted(start) || OpaqueText.isTellingUTF16(start, reason)
  }

  private func search(_ number: Int32) throws(SourceError) -> FileReason? {
    guard let piece = buffer.baseAddress.map({ $0 + Self.front }) else { return nil }
    var found: FileReason?
    var names = reason.ownNames
    // Bytes of the piece before that stand in front of this one.
    var kept = 0
    var isFirst = true
    while true {
      let n = FileDescriptor.read(number, piece, Self.pieceSize)
      if n < 0 { throw SourceError(errno: errno) }
      if n == 0 {
        names?.end()
        return names?.isPossible ?? false ? .settings : found
      }
      if isFirst, isOpaque(UnsafeBufferPointer(start: piece.assumingMemoryBound(to: UInt8.self), count: n)) {
        return .settings
      }
      isFirst = false
      if let reason = reason.reason(in: piece - kept, count: kept + n) {
        if case .settings = reason { return .settings }
        found = reason
      }
      names?.take(UnsafeBufferPointer(start: piece.assumingMemoryBound(to: UInt8.self), count: n))
      if names?.isPossible ?? false { return .settings }
      let left = min(ReasonToParse.overlap, kept + n)
      memmove(piece - left, piece + n - left, left)
      kept = left
    }
  }
}
