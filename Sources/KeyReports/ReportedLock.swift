/// How the sources of a run stand to a lock, in numbers; the findings say which settings they are.
package struct ReportedLock: Hashable, Sendable {
  package let path: String
  /// Keys that are all as the lock has them.
  package let same: Int
  /// Settings that the lock does not list.
  package let new: Int
  /// Settings with another key.
  package let other: Int
  package let gone: Int
  package let outOfReach: Int

  package init(path: String, same: Int, new: Int, other: Int, gone: Int, outOfReach: Int) {
    self.path = path
    self.same = same
    self.new = new
    self.other = other
    self.gone = gone
    self.outOfReach = outOfReach
  }

  /// `1 new, 4 as locked`.
  var words: String {
    let parts = [
      (gone, "gone"), (other, "other than locked"), (new, "not in the lock"), (outOfReach, "out of reach"),
      (same, "as locked"),
    ]
    let told = parts.filter { $0.0 > 0 }.map { "\(PlainWords.digits($0.0)) \($0.1)" }
    return told.isEmpty ? "no key, as locked" : told.joined(separator: ", ")
  }
}
