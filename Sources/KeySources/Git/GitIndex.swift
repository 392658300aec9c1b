/// The paths that git tracks, as the index of a working tree lists them.
///
/// - SeeAlso: git's `Documentation/gitformat-index.adoc`.
package struct GitIndex: Sendable {
  private let paths: Set<[UInt8]>
  /// Folders that a sparse index has as a whole.
  private let folders: [[UInt8]]

  /// Nil for what is no index of a version that is known.
  ///
  /// - Parameter hashSize: 20 bytes for SHA-1, 32 for SHA-256.
  package init?(_ bytes: [UInt8], hashSize: Int = 20) {
    var reader = IndexReader(bytes: bytes)
    guard reader.take(4) == Array("DIRC".utf8)[...], let version = reader.number(), (2...4).contains(version),
      let count = reader.number(), count <= bytes.count / (hashSize + 42)
    else { return nil }
    var paths: Set<[UInt8]> = []
    var folders: [[UInt8]] = []
    var previous: [UInt8] = []
    for _ in 0..<count {
      guard let path = reader.path(version: version, hashSize: hashSize, previous: previous) else { return nil }
      previous = path
      if path.last == UInt8(ascii: "/") { folders.append(path) } else { paths.insert(path) }
    }
    // The rest of a split index lies in another file.
    guard !reader.hasLink(beforeTrailer: hashSize) else { return nil }
    self.paths = paths
    self.folders = folders
  }

  /// - Parameter path: from the working tree's root.
  package func tracks(_ path: String) -> Bool {
    let path = Array(path.utf8)
    return paths.contains(path) || folders.contains { path.starts(with: $0) }
  }
}

private struct IndexReader {
  let bytes: [UInt8]
  private var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, bytes.count - offset >= count else { return nil }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// 32 bits, highest byte first.
  mutating func number() -> Int? { take(4)?.reduce(0) { $0 << 8 | Int($1) } }

  mutating func path(version: Int, hashSize: Int, previous: [UInt8]) -> [UInt8]? {
    let start = offset
    // Times, device, inode, mode, owner, size and hash.
    guard take(40 + hashSize) != nil, let flags = take(2)?.first else { return nil }
    if version > 2, flags & 0x40 != 0, take(2) == nil { return nil }
    var path: [UInt8] = []
    if version == 4 {
      guard let dropped = variableNumber(), dropped <= previous.count else { return nil }
      path = Array(previous.dropLast(dropped))
    }
    guard let end = bytes[offset...].firstIndex(of: 0) else { return nil }
    path += bytes[offset..<end]
    offset = end + 1
    // Older versions fill up to eight bytes with one to eight NULs.
    if version < 4 { offset = start + (end - start + 8) / 8 * 8 }
    return path.isEmpty || offset > bytes.count ? nil : path
  }

  private mutating func variableNumber() -> Int? {
    guard var byte = take(1)?.first else { return nil }
    var value = Int(byte & 0x7F)
    while byte & 0x80 != 0 {
      guard value < 1 << 24, let next = take(1)?.first else { return nil }
      byte = next
      value = (value + 1) << 7 | Int(byte & 0x7F)
    }
    return value
  }

  /// Goes through the extensions behind the entries.
  mutating func hasLink(beforeTrailer trailer: Int) -> Bool {
    while bytes.count - offset >= trailer + 8, let name = take(4), let size = number() {
      if name.elementsEqual("link".utf8) { return true }
      guard take(size) != nil else { return false }
    }
    return false
  }
}
