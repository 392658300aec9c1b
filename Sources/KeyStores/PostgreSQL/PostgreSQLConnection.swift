import CLibPQ
import Glibc
@_spi(Reveal) import KeySecrets

/// A connection, closed when it goes. What the server says of errors and notices is never looked at.
final class PostgreSQLConnection {
  let pq: keyferry_libpq
  let handle: OpaquePointer
  /// Whether one of ``HeldSignals`` cuts short what is done: until the commit, and not after.
  var heedsSignals: Bool

  /// Seconds, where neither the address nor the environment nor a service file says `connect_timeout`: libpq would wait
  /// for minutes.
  private static let patience = 10
  /// What holds unless the address says otherwise: a server that is gone is noticed within a minute, and the next of
  /// several hosts has its turn after ten seconds.
  private static let defaults = [
    ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "10000"),
    ("fallback_application_name", "keyferry"),
  ]

  init(_ address: PostgreSQLAddress, heedsSignals: Bool = false) throws(PostgreSQLFailure) {
    pq = try LibPQ.load()
    self.heedsSignals = heedsSignals
    let text = address.text.reveal { String(decoding: $0, as: UTF8.self) }
    let parameters = Self.defaults + [("dbname", text), ("client_encoding", "UTF8")]
    guard let handle = Self.start(pq, parameters) else { throw .unreachable("memory ran out") }
    self.handle = handle
    _ = pq.setNoticeProcessor(handle, { _, _ in }, nil)
    // With codes alone, no message can quote a value.
    _ = pq.setErrorVerbosity(handle, PQERRORS_SQLSTATE)
    try complete()
    guard pq.serverVersion(handle) >= 100_000 else { throw .unreachable("its server is older than PostgreSQL 10") }
  }

  deinit { pq.finish(handle) }

  private static func start(_ pq: keyferry_libpq, _ parameters: [(String, String)]) -> OpaquePointer? {
    var keywords = parameters.map { UnsafePointer(strdup($0.0)) }
    var values = parameters.map { UnsafePointer(strdup($0.1)) }
    defer {
      for text in keywords + values { free(UnsafeMutableRawPointer(mutating: text)) }
    }
    keywords.append(nil)
    values.append(nil)
    return pq.connectStartParams(&keywords, &values, 1)
  }

  /// `PQconnectdbParams` would do the same, and tell no SQLSTATE.
  private func complete() throws(PostgreSQLFailure) {
    let limit = timeLimit()
    let deadline = ContinuousClock.now + .seconds(limit ?? 0)
    var next = PGRES_POLLING_WRITING
    while pq.status(handle) != CONNECTION_BAD, next != PGRES_POLLING_FAILED {
      if next == PGRES_POLLING_OK { return }
      var turn = pollfd(
        fd: pq.socket(handle), events: Int16(next == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
      let count = poll(&turn, 1, 50)
      try checkSignals()
      if let limit, deadline < .now { throw .unreachable("no server answered within \(limit) s") }
      if count > 0 { next = pq.connectPoll(handle) }
    }
    let message = pq.errorMessage(handle).map { String(cString: $0) } ?? ""
    throw .connecting(message, needsPassword: pq.connectionNeedsPassword(handle) != 0)
  }

  /// `connect_timeout` for each host; nil for no limit, which 0 asks for.
  private func timeLimit() -> Int? {
    guard let options = pq.conninfo(handle) else { return Self.patience }
    defer { pq.conninfoFree(options) }
    var (seconds, hosts) = (Self.patience, 1)
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val.map({ String(cString: $0) }) {
        if strcmp(keyword, "connect_timeout") == 0, let number = Int(value) { seconds = number }
        if strcmp(keyword, "host") == 0 { hosts = value.utf8.count { $0 == UInt8(ascii: ",") } + 1 }
      }
      option += 1
    }
    return seconds > 0 ? min(seconds, 86_400) * min(hosts, 1000) : nil
  }
}

extension PostgreSQLConnection {
  /// Runs one statement.
  ///
  /// - Parameter values: of `$1` and so on, as text.
  @discardableResult
  func run(_ sql: String, _ values: [String] = []) throws(PostgreSQLFailure) -> PostgreSQLResult {
    var texts = values.map { UnsafePointer(strdup($0)) }
    defer { for text in texts { free(UnsafeMutableRawPointer(mutating: text)) } }
    guard pq.sendQueryParams(handle, sql, Int32(texts.count), nil, &texts, nil, nil, 0) == 1 else { throw .lost }
    let result = try checked(try answer())
    // Rows follow a COPY; nothing follows anything else.
    if !result.isCopy { drain() }
    return result
  }

  /// Waits for what the server has to say.
  private func answer() throws(PostgreSQLFailure) -> OpaquePointer? {
    while pq.isBusy(handle) == 1 {
      try checkSignals()
      var turn = pollfd(fd: pq.socket(handle), events: Int16(POLLIN), revents: 0)
      // What a lost connection left to be read is read by `PQgetResult`.
      if poll(&turn, 1, 50) > 0, pq.consumeInput(handle) != 1 { break }
    }
    return pq.getResult(handle)
  }

  private func drain() {
    while let rest = pq.getResult(handle) { pq.clear(rest) }
  }

  private func checkSignals() throws(PostgreSQLFailure) {
    if heedsSignals, HeldSignals.isPending { throw .interrupted }
  }

  /// Sends rows after a `COPY … FROM STDIN`.
  func send(_ bytes: UnsafeBufferPointer<UInt8>) throws(PostgreSQLFailure) {
    try checkSignals()
    var done = 0
    while done < bytes.count {
      let count = min(bytes.count - done, 1 << 20)
      let sent = bytes.baseAddress.map {
        ($0 + done).withMemoryRebound(to: CChar.self, capacity: count) { pq.putCopyData(handle, $0, Int32(count)) }
      }
      guard sent == 1 else { throw failure(of: pq.getResult(handle)) }
      done += count
    }
  }

  /// Ends a `COPY … FROM STDIN`, well.
  ///
  /// - Returns: how many rows arrived.
  func endSending() throws(PostgreSQLFailure) -> Int {
    guard pq.putCopyEnd(handle, nil) == 1 else { throw failure(of: pq.getResult(handle)) }
    return try finishCopy()
  }

  /// The next piece after a `COPY … TO STDOUT`, for as long as `body` runs; false after the last.
  func receive<E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> Void
  ) throws -> Bool {
    var piece: UnsafeMutablePointer<CChar>?
    let count = pq.getCopyData(handle, &piece, 0)
    defer { if piece != nil { pq.freemem(piece) } }
    if count == -1 {
      _ = try finishCopy()
      return false
    }
    guard count >= 0, let piece else { throw failure(of: pq.getResult(handle)) }
    try body(UnsafeRawBufferPointer(start: piece, count: Int(count)))
    return true
  }

  private func finishCopy() throws(PostgreSQLFailure) -> Int {
    let result = try checked(try answer())
    drain()
    return result.count
  }

  private func checked(_ pointer: OpaquePointer?) throws(PostgreSQLFailure) -> PostgreSQLResult {
    guard let pointer else { throw .lost }
    switch pq.resultStatus(pointer) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_COPY_OUT: return PostgreSQLResult(pq, pointer)
    default:
      let failure = failure(of: pointer)
      drain()
      throw failure
    }
  }

  /// What a result without success means. The result goes with it.
  private func failure(of pointer: OpaquePointer?) -> PostgreSQLFailure {
    guard let pointer else { return .lost }
    defer { pq.clear(pointer) }
    // PG_DIAG_SQLSTATE, a macro that Swift does not see.
    guard let state = pq.resultErrorField(pointer, Int32(UInt8(ascii: "C"))), pq.status(handle) != CONNECTION_BAD
    else { return .lost }
    return PostgreSQLFailure(state: String(cString: state))
  }
}

/// What a statement gave, until it goes.
final class PostgreSQLResult {
  private let pq: keyferry_libpq
  private let pointer: OpaquePointer

  fileprivate init(_ pq: keyferry_libpq, _ pointer: OpaquePointer) {
    self.pq = pq
    self.pointer = pointer
  }

  deinit { pq.clear(pointer) }

  /// Rows of a COPY are to be sent or received.
  var isCopy: Bool { [PGRES_COPY_IN, PGRES_COPY_OUT].contains(pq.resultStatus(pointer)) }

  var rowCount: Int { Int(pq.ntuples(pointer)) }

  /// How many rows a statement changed, or copied.
  var count: Int { pq.cmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

  /// The word for what was done: `COMMIT` that could not be is a `ROLLBACK`, and no error.
  var command: String { pq.cmdStatus(pointer).map { String(cString: $0) } ?? "" }

  /// Nil for NULL, and for text that is not UTF-8.
  func text(_ row: Int = 0, _ column: Int = 0) -> String? {
    guard row < rowCount, pq.getisnull(pointer, Int32(row), Int32(column)) == 0 else { return nil }
    return pq.getvalue(pointer, Int32(row), Int32(column)).flatMap { String(validatingCString: $0) }
  }
}
