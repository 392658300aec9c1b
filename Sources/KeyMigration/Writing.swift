package import KeyFacts

/// That a command may write, when it does, and what it says of itself.
package struct Writing: Sendable {
  /// The time that new and changed rows get, in microseconds since 1970.
  package let now: Int64
  package let author: Authorship

  package init(now: Int64, author: Authorship) {
    self.now = now
    self.author = author
  }
}
