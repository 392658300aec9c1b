import KeyFacts

/// Where everything of a ``FlowGraph`` stands: sources to the left, keys in the middle, the database to the right.
///
/// In units of the picture; all are whole numbers, so that two runs give the same text.
struct FlowLayout {
  struct Box {
    var x = 0
    var y = 0
    let width: Int
    let height: Int
    /// Each in the columns of its box.
    let lines: [String]

    var middle: Int { y + height / 2 }
    var right: Int { x + width }
  }

  static let lineHeight = 16
  static let padding = 10
  private static let gap = 10
  private static let headingHeight = 24
  private static let sourceWidth = 262
  private static let keyX = 366
  private static let keyWidth = 316
  private static let databaseX = 784
  private static let databaseWidth = 176
  /// What a key's lines stand behind.
  static let signWidth = 38

  private(set) var sources: [Box] = []
  private(set) var keys: [Box] = []
  private(set) var database: Box?
  /// A mode's name, above its keys.
  private(set) var headings: [(text: String, y: Int)] = []
  let height: Int
  let width: Int
  static let keysLeft = keyX

  init(_ graph: FlowGraph, database name: String?) {
    var y = Self.headingHeight
    var mode: KeyMode?
    for key in graph.keys {
      if key.mode != mode {
        headings.append(("\(key.mode.rawValue) keys", y + 12))
        y += Self.headingHeight
        mode = key.mode
      }
      var box = Self.box(key)
      box.y = y
      y += box.height + Self.gap
      keys.append(box)
    }
    let bottom = Self.place(&sources, graph, beside: keys)
    var height = max(y, bottom)
    if let name {
      let lines = name.lines(columns: Self.columns(Self.databaseWidth - 2 * Self.padding), atMost: 6)
      let least = 76 + lines.count * Self.lineHeight
      let box = Box(
        x: Self.databaseX, y: Self.headingHeight * 2, width: Self.databaseWidth,
        height: max(least, min(keys.count * 18, 360)), lines: lines)
      height = max(height, box.y + box.height + Self.gap)
      database = box
      database?.y = max(box.y, (Self.headingHeight + height - box.height) / 2)
    }
    self.height = height + 4
    width = name == nil ? Self.keyX + Self.keyWidth + 4 : Self.databaseX + Self.databaseWidth + 4
  }

  /// A character of the picture's type is 0.602 of 12 units wide in the fonts that are named, and never wider.
  private static func columns(_ width: Int) -> Int { width * 10 / 73 }

  private static func box(_ key: FlowGraph.Key) -> Box {
    let columns = columns(keyWidth - signWidth - padding)
    let lines = key.name.isEmpty ? [] : key.name.lines(columns: columns, atMost: 4)
    return Box(
      x: keyX, width: keyWidth,
      height: 2 * padding - 4 + lineHeight * (1 + max(lines.count, key.summary == nil ? 0 : 1)),
      lines: lines)
  }

  /// Puts each source as near to the middle of its keys as the others let it be.
  ///
  /// - Returns: where they end.
  private static func place(_ boxes: inout [Box], _ graph: FlowGraph, beside keys: [Box]) -> Int {
    var middles = [[Int]](repeating: [], count: graph.sources.count)
    for feed in graph.feeds { middles[feed.source].append(keys[feed.key].middle) }
    // Sources that would overlap stand as one pile around what is the middle for all of them.
    var piles: [(tops: [Int], height: Int)] = []
    func top(_ pile: (tops: [Int], height: Int)) -> Int {
      max(headingHeight * 2, pile.tops.reduce(0, +) / pile.tops.count)
    }
    for (source, middles) in zip(graph.sources, middles) {
      let lines = words(source).lines(columns: columns(sourceWidth - 2 * padding), atMost: 4)
      let box = Box(x: 4, width: sourceWidth, height: 2 * padding - 4 + lineHeight * (lines.count + 1), lines: lines)
      boxes.append(box)
      let middle = middles.isEmpty ? 0 : middles.reduce(0, +) / middles.count
      piles.append(([middle - box.height / 2], box.height + gap))
      while piles.count > 1, top(piles[piles.count - 2]) + piles[piles.count - 2].height > top(piles[piles.count - 1]) {
        let last = piles.removeLast()
        let height = piles[piles.count - 1].height
        // Each says where the pile would have to start for it to stand right.
        piles[piles.count - 1].tops += last.tops.map { $0 - height }
        piles[piles.count - 1].height += last.height
      }
    }
    var index = 0
    var end = 0
    for pile in piles {
      var y = top(pile)
      for _ in pile.tops {
        boxes[index].y = y
        y += boxes[index].height + gap
        index += 1
      }
      end = y
    }
    return end
  }

  private static func words(_ source: FlowGraph.Source) -> String {
    source.count > 1 || source.path.isEmpty ? PlainWords.count(source.count, "more source") : source.path
  }
}

extension String {
  /// Lines of at most `columns`; of a text that needs more lines than it may have, its middle gives way to an ellipsis.
  fileprivate func lines(columns: Int, atMost limit: Int) -> [String] {
    var lines = printable.broken(columns)
    guard lines.count > limit else { return lines }
    var end = ""
    for scalar in printable.unicodeScalars.reversed() where end.displayWidth + scalar.displayWidth < columns {
      end = String(scalar) + end
    }
    lines = Array(lines.prefix(limit - 1))
    lines.append("\u{2026}" + end)
    return lines
  }

  private func broken(_ columns: Int) -> [String] {
    var lines: [String] = []
    var rest = Substring(self)
    while !rest.isEmpty {
      var end = rest.breakPoint(columns: columns)
      if end == rest.startIndex { end = rest.unicodeScalars.index(after: end) }
      lines.append(String(rest[..<end]))
      rest = rest[end...]
    }
    return lines
  }
}
