import Glibc

/// The latest definition of every name of a file, found by the name's bytes.
///
/// Open addressing over 24-byte entries: a file of a million names costs 32 MB, where a dictionary of arrays takes ten
/// times that.
struct DefinitionTable {
  /// More definitions than any file of settings has; the limit bounds memory.
  static let capacity = 1 << 21

  struct Entry {
    let nameOffset: UInt32
    let nameLength: UInt32
    var value: StoredValue
    /// The place of its setting among those handed out, plus 1; 0 for none.
    fileprivate var settingNumber: UInt32

    var setting: Int? { settingNumber == 0 ? nil : Int(settingNumber) - 1 }
  }

  /// Where a value's bytes are.
  struct StoredValue {
    var offset: UInt32 = 0
    var length: UInt32 = 0
    var origin: Origin = .nowhere
  }

  enum Origin: UInt8 {
    /// No value.
    case nowhere
    case file
    /// Decoded or expanded: in the resolver's own buffer.
    case decoded
    /// There too, but it hangs on a name that nothing defines.
    case unresolved
  }

  /// A slot is the index of an entry plus 1 in its low bits, and some of the name's hash above: other names are told
  /// apart without a look at them. 0 is a free slot.
  private static let indexBits: UInt32 = 22
  private static let indexMask: UInt32 = 1 << indexBits - 1

  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var entries: [Entry] = []
  /// The count is a power of two.
  private var slots: [UInt32] = []

  init(of bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var count: Int { entries.count }

  /// - Returns: the entry of a name, if there is one, and the name's hash.
  func find(_ name: UnsafeBufferPointer<UInt8>) -> (index: Int?, hash: Int) {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(name))
    let hash = hasher.finalize()
    guard !slots.isEmpty else { return (nil, hash) }
    let tag = Self.tag(hash)
    var slot = hash & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot] & Self.indexMask) - 1
      if slots[slot] & ~Self.indexMask == tag, isName(of: entries[index], name) { return (index, hash) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return (nil, hash)
  }

  /// Adds a name that is not there.
  ///
  /// - Parameter hash: as ``find(_:)`` gave it.
  mutating func add(name: Range<Int>, hash: Int, value: StoredValue, setting: Int?) {
    if (entries.count + 1) * 4 > slots.count * 3 { grow() }
    entries.append(
      Entry(
        nameOffset: UInt32(name.lowerBound), nameLength: UInt32(name.count), value: value,
        settingNumber: Self.number(setting)))
    place(entries.count - 1, hash)
  }

  mutating func update(_ index: Int, value: StoredValue, setting: Int?) {
    entries[index].value = value
    entries[index].settingNumber = Self.number(setting)
  }

  private static func number(_ setting: Int?) -> UInt32 { setting.map { UInt32($0) + 1 } ?? 0 }

  private static func tag(_ hash: Int) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) & ~indexMask }

  /// Starts with room for a line of 128 bytes each, so that a large file's names are seldom placed twice.
  private mutating func grow() {
    var size = max(64, slots.count * 2)
    while slots.isEmpty, size * 3 / 4 < min(bytes.count / 128, Self.capacity) { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
    for (index, entry) in entries.enumerated() {
      let start = Int(entry.nameOffset)
      let name = UnsafeBufferPointer(rebasing: bytes[start..<start + Int(entry.nameLength)])
      var hasher = Hasher()
      hasher.combine(bytes: UnsafeRawBufferPointer(name))
      place(index, hasher.finalize())
    }
  }

  private mutating func place(_ index: Int, _ hash: Int) {
    var slot = hash & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Self.tag(hash) | UInt32(index + 1)
  }

  private func isName(of entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Int(entry.nameLength) == name.count, let a = bytes.baseAddress, let b = name.baseAddress else { return false }
    return memcmp(a + Int(entry.nameOffset), b, name.count) == 0
  }
}
