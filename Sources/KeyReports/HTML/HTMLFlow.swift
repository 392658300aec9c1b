import KeyFacts

/// The keys' way from sources to database as a picture, and the same in words.
struct HTMLFlow {
  struct Node {
    let tone: String
    /// In full, for a pointer that rests on it.
    let title: String
    let x, y, width, height: Int
    /// It stands for several.
    let isStack: Bool
    let behindX, behindY: Int
    let sign: String?
    let signX, signY, signBase: Int
    let note: String?
    let noteX, noteY: Int
    let lines: [Text]
  }

  struct Text {
    let style: String
    let x: Int
    let y: Int
    let text: String
  }

  struct Edge {
    let tone: String
    let path: String
    /// The class of the arrow at its end.
    let arrow: String?
  }

  struct Cylinder {
    let body: String
    let lid: String
  }

  struct Sign {
    let tone: String
    let sign: String
    let words: String
  }

  struct Sentence {
    struct Key {
      let text: String
      let key: String?
      let name: String
      let state: String?
    }

    let source: String
    let feeds: String
    let keys: [Key]
  }

  let width: Int
  let height: Int
  let name: String
  let words: String
  let caption: String
  let arrows = ["good", "warning", "quiet", "error"]
  let headings: [Text]
  let edges: [Edge]
  let database: Cylinder?
  let nodes: [Node]
  let labels: [Text]
  let legend: [Sign]
  let sentences: [Sentence]

  /// - Returns: nil where there is no key.
  init?(_ report: Report) {
    guard report.summary.keys > 0 else { return nil }
    let graph = FlowGraph(report)
    let layout = FlowLayout(graph, database: report.store?.location)
    let drawing = FlowDrawing(graph, layout, report)
    width = layout.width
    height = layout.height
    name = report.store == nil ? "Which source feeds which key" : "The keys' way from their sources to the database"
    words = FlowWords(graph, report).description
    caption = FlowWords(graph, report).caption
    headings = drawing.headings
    edges = drawing.edges
    database = drawing.cylinder
    nodes = drawing.sources + drawing.keys
    labels = drawing.labels
    legend = FlowWords(graph, report).legend
    sentences = FlowWords(graph, report).sentences
  }
}

extension FlowGraph.Key {
  /// Class and mark of a key: a conflict is told before what becomes of it.
  var tone: HTMLTone { isConflicting ? .error : HTMLTone(state) }
  var sign: String { isConflicting ? "\u{2260}" : state.sign }

  /// `conflict, new`.
  func note(applied: Bool) -> String {
    (isConflicting ? "conflict, " : "") + state.word(applied: applied)
  }

  /// What a group is: `176 publishable keys`.
  var group: String { PlainWords.count(count, "\(type.rawValue) key") }
}

extension FlowGraph.Source {
  var kindWord: String {
    guard !path.isEmpty else { return "in the table of keys" }
    switch kind {
    case .environment: return "process environment"
    case .dotenv: return ".env file"
    case .yaml: return "YAML"
    case .json: return "JSON"
    case .python: return "settings module"
    case .store: return "key database"
    case .file: return "file"
    }
  }

  var name: String { path.isEmpty ? PlainWords.count(count, "more source") : path }
}
