import CByteSearch
import KeySecrets

/// Searches bytes for what any Stripe setting or key holds, so that most files need no parser.
///
/// Looked for: `stripe` in any case, `_live_`, `_test_`, `whsec_`, `sk_org`, `rkcs_`, `oak_`, and the base64 of a
/// key's start (`c2tf`, `cGtf`, `cmtf`, `d2hzZWNf`); and `env_file`, which leads from a compose file to others. Names of
/// the project's own are looked for in the words of a text, as ``OwnNameSearch`` does. What speaks of keyferry may be a
/// comment to it, which is read by itself.
struct ReasonToParse {
  /// Bytes that must be readable before those searched and behind them, whatever they hold.
  static let lead = 4
  static let padding = Int(BYTE_SEARCH_PADDING)
  /// The longest text looked for, less one: what two pieces of a file must share.
  static let overlap = 7

  /// A text of four to eight bytes, as the last of a word's.
  private struct Text {
    let length: Int
    let word: UInt64
    /// The bits that count: not those before the text, nor a letter's case where any will do.
    let mask: UInt64

    init(_ text: StaticString, anyCase: Bool = false) {
      length = text.utf8CodeUnitCount
      var (word, mask): (UInt64, UInt64) = (0, 0)
      for index in 0..<length {
        let shift = UInt64(8 * (8 - length + index))
        let bits: UInt8 = anyCase ? 0xDF : 0xFF
        word |= UInt64(text.utf8Start[index] & bits) << shift
        mask |= UInt64(bits) << shift
      }
      self.word = word
      self.mask = mask
    }

    /// - Parameter start: eight bytes before `end` can be read.
    func ends(before end: Int, _ start: UnsafeRawPointer) -> Bool {
      let bytes = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self))
      return bytes & mask == word && length <= end
    }

    /// The lower halves of its last four bytes.
    var tail: [Int] { (4..<8).map { Int(word >> (8 * $0) & 0x0F) } }
  }

  /// Each in one of the filter's eight groups. The last four bytes of those in the last group share their ending, so
  /// that little else passes.
  private static let groups: [[Text]] = [
    [Text("stripe", anyCase: true)], [Text("_live_")], [Text("_test_")], [Text("whsec_")], [Text("sk_org")],
    [Text("rkcs_")], [Text("oak_"), environmentFile], [Text("c2tf"), Text("cGtf"), Text("cmtf"), Text("d2hzZWNf")],
  ]

  private static let environmentFile = Text("env_file")

  /// The program's own name, in the group in which little else passes for it.
  private static let mark = (text: Text("keyferry", anyCase: true), group: 4)

  private let texts: [Text]
  private let seesMark: Bool
  /// Nil without names of the project's own.
  let ownNames: OwnNameSearch?

  /// For each of a text's last four bytes, and each lower half, the groups that may have it there.
  private let filter: [UInt8]

  /// Looks for candidates, as ``byte_search_next`` does.
  private let next: Filter

  typealias Filter = @convention(c) (UnsafePointer<UInt8>?, Int, Int, UnsafePointer<UInt8>?) -> Int

  /// - Parameters:
  ///   - followsFiles: false leaves `env_file` out.
  ///   - seesMark: has ``reason(in:count:)`` see the program's own name.
  init(
    _ vocabulary: SettingVocabulary = .standard, followsFiles: Bool = true, seesMark: Bool = false,
    by next: @escaping Filter = byte_search_next
  ) {
    self.next = next
    self.seesMark = seesMark
    ownNames = vocabulary.search
    texts = Self.groups.flatMap(\.self).filter { followsFiles || $0.word != Self.environmentFile.word }
    var filter = [UInt8](repeating: 0, count: 64)
    for (group, texts) in Self.groups.enumerated() {
      let marks = seesMark && group == Self.mark.group ? [Self.mark.text] : []
      let texts = texts + marks
      for text in texts {
        for (byte, half) in text.tail.enumerated() { filter[16 * byte + half] |= 1 << group }
      }
    }
    self.filter = filter
  }

  /// Whether the first `count` bytes hold one of the texts.
  ///
  /// Most bytes are seen by the filter alone; only where the last four bytes of a text may stand is one looked at.
  func isIn(_ start: UnsafeRawPointer, count: Int) -> Bool {
    firstEnd(from: 0, start, count) != nil || mayHoldOwnName(start, count)
  }

  private func mayHoldOwnName(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
    guard var names = ownNames else { return false }
    names.take(UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count))
    names.end()
    return names.isPossible
  }

  /// But for own names: why the first `count` bytes are to be looked at; nil for no reason.
  func reason(in start: UnsafeRawPointer, count: Int) -> FileReason? {
    var isMarked = false
    let end = firstEnd(from: 0, start, count) { end in
      if seesMark, !isMarked, Self.mark.text.ends(before: end, start) { isMarked = true }
    }
    return end != nil ? .settings : isMarked ? .comments : nil
  }

  /// Where the texts end that the bytes hold; nil where all of them are a reason.
  func ends(in bytes: UnsafeBufferPointer<UInt8>) -> [Int]? {
    // The words of an own name may be lines apart.
    guard ownNames == nil else { return nil }
    var padded = [UInt8](repeating: 0, count: Self.lead)
    padded.reserveCapacity(Self.lead + bytes.count + Self.padding)
    padded += bytes
    padded += repeatElement(0, count: Self.padding)
    return padded.withUnsafeBytes { raw in
      guard let start = raw.baseAddress.map({ $0 + Self.lead }) else { return [] }
      var ends: [Int] = []
      while let end = firstEnd(from: (ends.last ?? 3) - 3, start, bytes.count) { ends.append(end) }
      return ends
    }
  }

  /// The end of the first text whose last four bytes start at `from` or later.
  ///
  /// - Parameter others: is called where the filter lets something else through.
  private func firstEnd(
    from: Int, _ start: UnsafeRawPointer, _ count: Int, _ others: (_ end: Int) -> Void = { _ in }
  ) -> Int? {
    // As many offsets as have four bytes before the end.
    let end = count - 3
    var offset = from
    while offset < end {
      offset = next(start.assumingMemoryBound(to: UInt8.self), offset, end, filter)
      guard offset < end else { return nil }
      if isText(before: offset + 4, start) { return offset + 4 }
      others(offset + 4)
      offset += 1
    }
    return nil
  }

  /// Whether one of the texts ends before `end`.
  private func isText(before end: Int, _ start: UnsafeRawPointer) -> Bool {
    let word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self))
    for text in texts where word & text.mask == text.word && text.length <= end { return true }
    return false
  }
}

/// Why a file is looked at closely.
enum FileReason: Sendable {
  /// It may hold settings.
  case settings
  /// It may hold nothing but comments to keyferry.
  case comments
}
