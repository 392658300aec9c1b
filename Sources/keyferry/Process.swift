import CProcess
import Glibc
import KeyFacts
import KeyStores

/// What the process does once, before anything else.
enum Process {
  /// No core dump and no report of a crash may hold a key, and no file is made that others may read.
  static func harden() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    // A program that gathers core dumps gets them whatever their largest size.
    forbidLooks()
    // Swift's runtime would print registers, and the memory that they point to.
    for crash in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGQUIT] { signal(crash, SIG_DFL) }
    endOnSignals()
    umask(0o077)
    // A closed pipe and a full quota are errors of a write, told like any other.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    reserveStandardDescriptors()
  }

  /// SIGINT, SIGTERM and SIGHUP end the run with 130, 143 and 129; ``HeldSignals`` puts that off while a write is made.
  private static func endOnSignals() {
    // At a terminal in place of the line that tells of progress.
    let atTerminal: sighandler_t = { Process.end($0, "\r\u{1B}[Kerror: interrupted\n") }
    let elsewhere: sighandler_t = { Process.end($0, "error: interrupted\n") }
    for number in HeldSignals.all { signal(number, Terminal.isTerminal(STDERR_FILENO) ? atTerminal : elsewhere) }
  }

  /// Does nothing that is not safe whatever was interrupted.
  private static func end(_ number: Int32, _ words: StaticString) {
    Glibc.write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
    _exit(128 + number)
  }

  /// With a standard descriptor closed, the next file opened would take its number, and a report would be written
  /// into a database.
  private static func reserveStandardDescriptors() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      // The wrong way round: reading or writing must fail, not find nothing or vanish.
      guard open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY) == descriptor else {
        let reason = String(errorNumber: errno)
        if descriptor != STDERR_FILENO { Messages.write("error: cannot open /dev/null: " + reason) }
        Glibc.exit(ExitStatus.failed.rawValue)
      }
    }
  }

  /// Microseconds since 1970.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }

  /// A variable's text; nil where it is unset, empty or not UTF-8: for what only changes how things look.
  static func environment(_ name: String) -> String? { try? environmentText(name) }

  /// A variable's text; nil where it is unset or empty.
  static func environmentText(_ name: String) throws(UsageError) -> String? {
    guard let value = getenv(name) else { return nil }
    guard let text = String(validatingCString: value) else { throw UsageError("\(name) is not UTF-8") }
    return text.isEmpty ? nil : text
  }

  /// `CommandLine.arguments` repairs what is not UTF-8 in silence: a path would become another file's.
  static func checkArguments() throws(UsageError) {
    for index in 0..<Int(CommandLine.argc) {
      guard let argument = CommandLine.unsafeArgv[index] else { break }
      guard String(validatingCString: argument) != nil else { throw UsageError("an argument is not UTF-8") }
    }
  }
}
