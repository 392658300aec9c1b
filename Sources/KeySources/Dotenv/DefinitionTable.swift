/// The latest definition of every name of a file, found by the name's bytes.
///
/// Open addressing over 24-byte entries: a file of a million names costs 32 MB, where a dictionary of arrays takes ten
/// times that.
struct DefinitionTable {
  struct Entry {
    let nameOffset: UInt32
    let nameLength: UInt32
    var value: StoredValue
    /// The place of its setting among those handed out.
    var setting: UInt32?
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

  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var entries: [Entry] = []
  /// Index of an entry plus 1; 0 for a free slot. The count is a power of two.
  private var slots: [UInt32] = []

  init(of bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var count: Int { entries.count }

  func find(_ name: UnsafeBufferPointer<UInt8>) -> Int? {
    guard !slots.isEmpty else { return nil }
    var slot = hash(name) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if self.name(of: entries[index]).elementsEqual(name) { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a name that is not there.
  mutating func add(name: Range<Int>, value: StoredValue, setting: UInt32?) {
    if (entries.count + 1) * 4 > slots.count * 3 { grow() }
    entries.append(
      Entry(nameOffset: UInt32(name.lowerBound), nameLength: UInt32(name.count), value: value, setting: setting))
    place(entries.count - 1)
  }

  mutating func update(_ index: Int, value: StoredValue, setting: UInt32?) {
    entries[index].value = value
    entries[index].setting = setting
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: max(64, slots.count * 2))
    for index in entries.indices { place(index) }
  }

  private mutating func place(_ index: Int) {
    var slot = hash(name(of: entries[index])) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(index + 1)
  }

  private func name(of entry: Entry) -> UnsafeBufferPointer<UInt8> {
    let start = Int(entry.nameOffset)
    return UnsafeBufferPointer(rebasing: bytes[start..<start + Int(entry.nameLength)])
  }

  private func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(name))
    return hasher.finalize()
  }
}
