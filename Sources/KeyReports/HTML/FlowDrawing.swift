import KeyFacts

/// The shapes and texts of a laid-out ``FlowGraph``.
struct FlowDrawing {
  private let graph: FlowGraph
  private let layout: FlowLayout
  private let report: Report

  init(_ graph: FlowGraph, _ layout: FlowLayout, _ report: Report) {
    self.graph = graph
    self.layout = layout
    self.report = report
  }

  var headings: [HTMLFlow.Text] {
    let columns = [("Sources", 4)] + (layout.database.map { [("Database", $0.x)] } ?? [])
    return columns.map { HTMLFlow.Text(style: "heading", x: $0.1, y: 16, text: $0.0) }
      + layout.headings.map { HTMLFlow.Text(style: "heading", x: FlowLayout.keysLeft, y: $0.y, text: $0.text) }
  }

  var sources: [HTMLFlow.Node] {
    zip(graph.sources, layout.sources).map { source, box in
      let x = box.x + FlowLayout.padding
      var lines = box.lines.enumerated().map { index, line in
        HTMLFlow.Text(style: "strong", x: x, y: baseline(index, in: box), text: line)
      }
      lines.append(
        HTMLFlow.Text(style: "faint", x: x, y: baseline(box.lines.count, in: box), text: source.kindWord))
      return node(box, tone: "source", title: source.name, isStack: source.path.isEmpty, lines: lines)
    }
  }

  var keys: [HTMLFlow.Node] {
    zip(graph.keys, layout.keys).map { key, box in
      let x = box.x + FlowLayout.signWidth
      let first = HTMLFlow.Text(
        style: "strong", x: x, y: baseline(0, in: box), text: key.summary?.redacted ?? key.group)
      let names = box.lines.enumerated().map { index, line in
        HTMLFlow.Text(style: "faint", x: x, y: baseline(index + 1, in: box), text: line)
      }
      return node(
        box, tone: key.tone.rawValue, title: key.summary.map { "\($0.redacted) \(key.name)" } ?? key.group,
        isStack: key.summary == nil, sign: key.sign, note: key.note(applied: report.applied), lines: [first] + names)
    }
  }

  private func node(
    _ box: FlowLayout.Box, tone: String, title: String, isStack: Bool, sign: String? = nil, note: String? = nil,
    lines: [HTMLFlow.Text]
  ) -> HTMLFlow.Node {
    let signY = baseline(0, in: box) - 4
    return HTMLFlow.Node(
      tone: tone, title: title, x: box.x, y: box.y, width: box.width, height: box.height, isStack: isStack,
      behindX: box.x + 4, behindY: box.y + 4, sign: sign, signX: box.x + 20, signY: signY, signBase: signY + 5,
      note: note, noteX: box.right - FlowLayout.padding, noteY: baseline(0, in: box), lines: lines)
  }

  private func baseline(_ line: Int, in box: FlowLayout.Box) -> Int {
    box.y + FlowLayout.padding + 11 + line * FlowLayout.lineHeight
  }

  /// From sources to keys, then from keys to the database; what matters most is drawn last, on top.
  var edges: [HTMLFlow.Edge] {
    let feeds = zip(graph.feeds, sourcePorts).map { feed, port in
      let (source, key) = (layout.sources[feed.source], layout.keys[feed.key])
      let tone = feed.isUsed ? edgeTone(graph.keys[feed.key]) : "unused"
      return HTMLFlow.Edge(
        tone: tone, path: curve(source.right, port, key.x, key.middle),
        arrow: feed.isUsed ? graph.keys[feed.key].tone.rawValue : nil)
    }
    let all = feeds + databaseEdges
    return all.filter { isBackground($0.tone) } + all.filter { !isBackground($0.tone) }
  }

  private func isBackground(_ tone: String) -> Bool { tone == "unused" || tone == "quiet" }

  private var databaseEdges: [HTMLFlow.Edge] {
    guard let database = layout.database else { return [] }
    let stored = graph.keys.indices.filter { graph.keys[$0].state != .notSynced }
    return stored.enumerated().map { number, index in
      let key = graph.keys[index]
      // Where the lid ends and above the foot.
      let port = database.y + 24 + (database.height - 40) * (2 * number + 1) / (2 * stored.count)
      return HTMLFlow.Edge(
        tone: edgeTone(key), path: curve(layout.keys[index].right, layout.keys[index].middle, database.x, port),
        arrow: key.state == .removed ? nil : key.tone.rawValue)
    }
  }

  private func edgeTone(_ key: FlowGraph.Key) -> String {
    key.isConflicting ? "error" : key.state == .removed ? "gone" : key.tone.rawValue
  }

  /// Where each feed leaves its source: side by side, in the order of its keys.
  private var sourcePorts: [Int] {
    var count = [Int](repeating: 0, count: graph.sources.count)
    for feed in graph.feeds { count[feed.source] += 1 }
    var next = [Int](repeating: 0, count: graph.sources.count)
    return graph.feeds.map { feed in
      let box = layout.sources[feed.source]
      next[feed.source] += 1
      return box.y + 8 + (box.height - 16) * (2 * next[feed.source] - 1) / (2 * count[feed.source])
    }
  }

  private func curve(_ x: Int, _ y: Int, _ endX: Int, _ endY: Int) -> String {
    let middle = (x + endX) / 2
    return "M\(x) \(y)C\(middle) \(y) \(middle) \(endY) \(endX) \(endY)"
  }

  var cylinder: HTMLFlow.Cylinder? {
    guard let box = layout.database else { return nil }
    let (left, right, top, foot, half) = (box.x, box.right, box.y + 10, box.y + box.height - 10, box.width / 2)
    return HTMLFlow.Cylinder(
      body: "M\(left) \(top)V\(foot)A\(half) 10 0 0 0 \(right) \(foot)V\(top)A\(half) 10 0 0 0 \(left) \(top)z",
      lid: "M\(left) \(top)A\(half) 10 0 0 0 \(right) \(top)")
  }

  /// The database's name and what becomes of it, in its middle.
  var labels: [HTMLFlow.Text] {
    guard let box = layout.database, report.store != nil else { return [] }
    let remark = report.absence ?? PlainWords.count(stored, "key")
    let lines = box.lines.map { ("strong", $0) } + [("faint", remark)]
    let top = box.y + 10 + (box.height - 10 - lines.count * FlowLayout.lineHeight) / 2 + 12
    return lines.enumerated().map { index, line in
      HTMLFlow.Text(
        style: line.0, x: box.x + FlowLayout.padding + 8, y: top + index * FlowLayout.lineHeight, text: line.1)
    }
  }

  /// Keys that are in the database: before the plan, or after it when it was carried out.
  private var stored: Int {
    let summary = report.summary
    return summary.kept + summary.updated + (report.applied ? summary.created : summary.removed)
  }
}
