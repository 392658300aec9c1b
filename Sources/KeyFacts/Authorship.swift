/// Who changes a store, and with what: a part of each entry of its history. Never a key.
package struct Authorship: Hashable, Sendable {
  /// keyferry's.
  package let version: String
  /// The command's words, and those of its flags that say what kind of change it is: `sync --prune`.
  package let command: String
  /// The user's name as the operating system has it: `deploy`, `root, by sudo from alice`.
  package let user: String

  package init(version: String, command: String, user: String) {
    self.version = version
    self.command = command
    self.user = user
  }
}
