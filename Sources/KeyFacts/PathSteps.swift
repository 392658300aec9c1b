/// A path by its steps from the root of the file system. Links are not followed: it is names that are compared.
extension [Substring] {
  /// The steps to where a path leads from here, without `.` and `..`; nil for one that leads above the root.
  func following(_ path: String) -> [Substring]? {
    var steps = path.hasPrefix("/") ? [] : self
    for step in path.split(separator: "/") where step != "." {
      guard step == ".." else {
        steps.append(step)
        continue
      }
      guard steps.popLast() != nil else { return nil }
    }
    return steps
  }

  /// The relative path from here to there.
  package func path(to other: [Substring]) -> String {
    let common = zip(self, other).prefix { $0 == $1 }.count
    return ([Substring](repeating: "..", count: count - common) + other.dropFirst(common)).joined(separator: "/")
  }
}
