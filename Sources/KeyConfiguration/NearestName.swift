/// The name that a person may have meant.
enum NearestName {
  /// The nearest of `names`; nil when none is near.
  static func of(_ text: String, in names: [String]) -> String? {
    let word = folded(text)
    guard word.count <= 64 else { return nil }
    let near = names.map { (name: $0, steps: distance(word, folded($0))) }.min { $0.steps < $1.steps }
    guard let near, near.steps <= max(1, min(word.count, near.name.utf8.count) / 3) else { return nil }
    return near.name
  }

  /// `dotenv_dialect` is as near to `dotenv-dialect` as can be.
  private static func folded(_ text: String) -> [UInt8] {
    text.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
  }

  /// How many letters to add, drop, change or swap with their neighbour.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
        row.append(least)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}
