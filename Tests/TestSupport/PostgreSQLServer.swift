import Foundation
import Glibc

/// A PostgreSQL server of the tests' own: made on first use, in a directory of its own, reached by a socket in there,
/// stopped and removed when the tests' process ends, however it does.
package final class PostgreSQLServer: Sendable {
  /// Where the server's programs are; nil where it is not installed.
  package static let programs: String? = {
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    let folders = versions.sorted { (Double($0) ?? 0) > (Double($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
    return (folders + ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]).first {
      FileManager.default.isExecutableFile(atPath: $0 + "/initdb")
    }
  }()
  package static var isInstalled: Bool { programs != nil }
  /// Where it is installed and does not start, a test of that name fails, and the others are skipped.
  package static var isUsable: Bool { (try? shared) != nil }
  package static let missing =
    "no PostgreSQL server is installed here, or it does not start: apt-get install postgresql"

  private static let started = Result { try PostgreSQLServer() }
  package static var shared: PostgreSQLServer { get throws { try started.get() } }

  /// Where the program is that makes certificates; nil where it is not installed.
  package static let openssl: String? = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  /// One that is reached by TLS at ``port`` of localhost, too, and there in no other way.
  package static func withTLS() throws -> PostgreSQLServer { try PostgreSQLServer(port: freePort()) }

  /// The directory of its socket.
  package let socket: String
  /// Of a server with TLS; nil for one that is reached by its socket alone.
  package let port: UInt16?
  /// Its certificate, which is signed by itself, and one of somebody else's.
  package var certificate: String { socket + "/server.crt" }
  package var otherCertificate: String { socket + "/other.crt" }
  private let programs: String
  /// Open as long as this process lives: its end is the sign to stop.
  private let lifeline: Int32

  package struct Failure: Error {
    let step: String
  }

  /// As who may not be root, with the end of standard input as the sign to stop.
  private static let script = #"""
    trap '' INT TERM HUP
    # What whoever runs the tests has open, a lock perhaps, would stay open as long as the server runs.
    exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
    cd "$1"
    "$2/initdb" -D data -U keyferry -A trust --no-sync -E UTF8 --locale=C >log 2>&1 || {
      read -r _
      cd /
      rm -rf "$1"
      exit 1
    }
    printf 'local all keyferry trust\nlocal all all scram-sha-256\n' >data/pg_hba.conf
    certify() {
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost -keyout "$1.key" -out "$1.crt" >>log 2>&1
    }
    if [ "$3" != 0 ]; then
      umask 077
      certify server
      certify other
      echo 'hostssl all keyferry 127.0.0.1/32 trust' >>data/pg_hba.conf
      set -- "$1" "$2" "$3" -c listen_addresses=127.0.0.1 -c "port=$3" -c ssl=on -c "ssl_cert_file=$1/server.crt" \
        -c "ssl_key_file=$1/server.key"
    else
      set -- "$1" "$2" "$3" -c listen_addresses=
    fi
    directory=$1
    programs=$2
    shift 3
    set -- "$programs/postgres" "$@"
    "$@" -D data -c "unix_socket_directories=$directory" -c fsync=off -c full_page_writes=off \
      -c synchronous_commit=off -c max_connections=200 -c deadlock_timeout=50ms -c autovacuum=off >>log 2>&1 &
    read -r _
    kill -QUIT $!
    wait $!
    cd /
    rm -rf "$directory"
    """#

  private init(port: UInt16? = nil) throws {
    self.port = port
    guard let programs = Self.programs else { throw Failure(step: Self.missing) }
    self.programs = programs
    var template = Array("/tmp/keyferry-pg-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else { throw Failure(step: "make a directory") }
    socket = path
    var command = ["/bin/sh", "-c", Self.script, "sh", path, programs, "\(port ?? 0)"]
    if geteuid() == 0 {
      guard let user = getpwnam("postgres") ?? getpwnam("nobody") else { throw Failure(step: "find an ordinary user") }
      chown(path, user.pointee.pw_uid, user.pointee.pw_gid)
      let (uid, gid) = ("--reuid=\(user.pointee.pw_uid)", "--regid=\(user.pointee.pw_gid)")
      command = ["/usr/bin/setpriv", uid, gid, "--clear-groups", "--"] + command
    }
    lifeline = try Self.spawn(command)
    for _ in 0..<1200 {
      if (try? psql("SELECT 1")) != nil { return }
      usleep(50_000)
    }
    throw Failure(step: "start the server: \((try? String(contentsOfFile: path + "/log", encoding: .utf8)) ?? "")")
  }

  private static func freePort() throws -> UInt16 {
    let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw Failure(step: "find a free port") }
    return UInt16(bigEndian: address.sin_port)
  }

  /// That of all tests is never let go.
  deinit { close(lifeline) }

  /// - Returns: the end of a pipe to its standard input.
  private static func spawn(_ command: [String]) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(step: "make a pipe") }
    // Not handed on to what other tests run.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var arguments = command.map { strdup($0) } + [nil]
    var environment = [strdup("PATH=/usr/bin:/bin"), strdup("LC_ALL=C"), nil]
    defer { for text in arguments + environment { free(text) } }
    var pid: pid_t = 0
    guard posix_spawn(&pid, command[0], &actions, nil, &arguments, &environment) == 0 else {
      throw Failure(step: "run \(command[0])")
    }
    close(ends[0])
    return ends[1]
  }

  /// Runs SQL as the superuser, and gives its rows, unaligned.
  @discardableResult
  package func psql(_ sql: String, database: String = "postgres") throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: programs + "/psql")
    process.arguments = [
      "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", socket, "-p", "\(port ?? 5432)", "-U", "keyferry", "-d", database, "-c",
      sql,
    ]
    process.environment = ["PATH": "/usr/bin:/bin", "PGOPTIONS": "-c client_min_messages=error"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(step: "run SQL") }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}

/// A database of one test's own, which goes with it.
package final class PostgreSQLDatabase: Sendable {
  package let server: PostgreSQLServer
  package let name: String

  package init() throws {
    server = try .shared
    name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    try server.psql("CREATE DATABASE \(name)")
  }

  deinit { _ = try? server.psql("DROP DATABASE \(name) WITH (FORCE)") }

  /// As `--db` takes it.
  package func address(user: String = "keyferry", host: String? = nil) -> String {
    "postgres:host=\(host ?? server.socket) user=\(user) dbname=\(name)"
  }

  /// The same as a URL.
  package func url(user: String = "keyferry", password: String? = nil) -> String {
    let host = server.socket.replacingOccurrences(of: "/", with: "%2F")
    return "postgres://\(user)\(password.map { ":" + $0 } ?? "")@\(host)/\(name)"
  }

  @discardableResult
  package func psql(_ sql: String) throws -> String { try server.psql(sql, database: name) }
}
