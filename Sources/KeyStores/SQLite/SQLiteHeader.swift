import CSQLite
import Glibc

/// The first 100 bytes of an SQLite file, which say whose it is before SQLite acts on it.
///
/// - SeeAlso: "The Database Header" in SQLite's documentation of its file format.
struct SQLiteHeader {
  let isEmpty: Bool
  let isSQLite: Bool
  /// Zeros where the header should be: a first write was killed, and its journal will undo it.
  let isBlank: Bool
  let usesWAL: Bool
  /// Goes up with every transaction of any program, unless the file is in WAL mode.
  let changeCounter: UInt32
  let version: Int32
  let applicationID: Int32
  /// How the file holds text; a file in which nothing was written yet may leave it open.
  let isUTF8: Bool
  /// The bytes of all pages, as SQLite counts them; nil where the header leaves it to the file's size.
  private let pagesSize: Int64?

  /// Why such a file is refused.
  static let otherEncoding = "is an empty SQLite database for text in UTF-16"

  /// Read through SQLite's own descriptor: closing one of ours would drop the locks that this process holds.
  init(_ connection: OpaquePointer) throws(SQLiteFailure) {
    var bytes = [UInt8](repeating: 0, count: 100)
    let file = try Self.file(connection)
    let size = try Self.size(of: file)
    if size > 0 { try Self.read(file, at: 0, into: &bytes) }
    func word(_ offset: Int) -> UInt32 { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    isEmpty = size == 0
    isSQLite = size >= 512 && bytes.starts(with: Array("SQLite format 3\0".utf8))
    isBlank = bytes.allSatisfy { $0 == 0 }
    usesWAL = bytes[18] == 2
    changeCounter = word(24)
    version = Int32(bitPattern: word(60))
    applicationID = Int32(bitPattern: word(68))
    isUTF8 = word(56) <= 1
    let pageSize = Int64(bytes[16]) << 8 | Int64(bytes[17])
    // An old SQLite moves the counter alone, and the count of pages is not to be trusted.
    pagesSize = word(28) > 0 && word(92) == word(24) ? Int64(word(28)) * (pageSize == 1 ? 1 << 16 : pageSize) : nil
  }

  /// The database file behind a connection.
  private static func file(_ connection: OpaquePointer) throws(SQLiteFailure) -> UnsafeMutablePointer<sqlite3_file> {
    var file: UnsafeMutablePointer<sqlite3_file>?
    let code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
    guard code == SQLITE_OK, let file else { throw SQLiteFailure(code: code == SQLITE_OK ? SQLITE_CANTOPEN : code) }
    return file
  }

  private static func size(of file: UnsafeMutablePointer<sqlite3_file>) throws(SQLiteFailure) -> Int64 {
    guard let methods = file.pointee.pMethods, let xFileSize = methods.pointee.xFileSize else {
      throw SQLiteFailure(code: SQLITE_CANTOPEN)
    }
    var size: Int64 = 0
    let code = xFileSize(file, &size)
    guard code == SQLITE_OK else { throw SQLiteFailure(code, errno: errno) }
    return size
  }

  private static func read(
    _ file: UnsafeMutablePointer<sqlite3_file>, at offset: Int64, into bytes: inout [UInt8]
  ) throws(SQLiteFailure) {
    guard let xRead = file.pointee.pMethods?.pointee.xRead else { throw SQLiteFailure(code: SQLITE_CANTOPEN) }
    let code = xRead(file, &bytes, Int32(bytes.count), offset)
    // What lies behind the end reads as zeros.
    guard code == SQLITE_OK || code == SQLITE_IOERR | (2 << 8) else { throw SQLiteFailure(code, errno: errno) }
  }

  /// All of the database, piece by piece; what a sparse file claims to have behind it is none of it.
  static func forEachPiece(
    of connection: OpaquePointer, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    let file = try file(connection)
    let fileSize = try size(of: file)
    let size = min(fileSize, try SQLiteHeader(connection).pagesSize ?? fileSize)
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    var offset: Int64 = 0
    while offset < size {
      try read(file, at: offset, into: &piece)
      let count = Int(min(Int64(piece.count), size - offset))
      try piece.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
      offset += Int64(count)
    }
  }
}
