import ArgumentParser
import Glibc
import KeyFacts
import KeyMigration

extension Writing {
  /// A write by whoever runs this process.
  ///
  /// - Parameter command: its words, and the flags that say what kind of change it is; no value, which may be anything.
  static func now(by command: String) -> Writing {
    Writing(
      now: Process.now(),
      author: Authorship(version: Keyferry.configuration.version, command: command, user: Process.user))
  }
}

extension Process {
  /// The user's name, and that of the one behind `sudo`.
  static var user: String {
    let own = userName(getuid())
    guard let other = environment("SUDO_USER")?.withoutKeys, other != own else { return own }
    return "\(own), by sudo from \(other.prefix(64))"
  }

  /// By the system's list of users; in a container there may be none.
  private static func userName(_ id: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var texts = [CChar](repeating: 0, count: 4096)
    let name = getpwuid_r(id, &entry, &texts, texts.count, &found) == 0 && found != nil ? entry.pw_name : nil
    return name.flatMap { String(validatingCString: $0) } ?? "user \(id)"
  }
}
