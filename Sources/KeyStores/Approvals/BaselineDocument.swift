package import KeyFacts

/// Why a file can't be taken as a baseline: places and codes, never content.
package enum BaselineError: Error, Hashable, Sendable {
  case foreign
  /// Of a later keyferry.
  case newer(version: Int)
  case damaged(line: Int, why: String)

  /// In a message's style.
  package func message(path: String) -> String {
    switch self {
    case .foreign: "\(path.printable) is no baseline: `keyferry baseline` makes one"
    case .newer(let version):
      "\(path.printable) is a baseline of version \(version), and this keyferry knows \(BaselineDocument.version) and older: update keyferry"
    case .damaged(let line, let why): "\(path.printable):\(line): \(why); `keyferry baseline` writes it anew"
    }
  }
}

/// The file of a baseline, made to be committed: a line a finding, in one order, so that a diff shows what came and what
/// went. What this version does not know is refused.
package enum BaselineDocument {
  static let format = "keyferry-baseline"
  static let version = 1
  /// Of some hundred thousand findings, which nobody looks through.
  package static let largest = 64 << 20

  package static func encode(_ baseline: Baseline) -> [UInt8] {
    var text = Array("{\n  \"format\": \"\(format)\",\n  \"version\": \(version),\n  \"findings\": [".utf8)
    for (index, entry) in baseline.entries.enumerated() {
      text.append(text: index == 0 ? "\n    " : ",\n    ")
      text.append(entry)
    }
    text.append(text: baseline.entries.isEmpty ? "]\n}\n" : "\n  ]\n}\n")
    return text
  }

  package static func decode(_ bytes: [UInt8]) throws(BaselineError) -> Baseline {
    try bytes.withUnsafeBufferPointer { text throws(BaselineError) in
      var document = Document()
      do throws(JSONFailure) {
        try document.read(text)
      } catch {
        guard document.isOurs else { throw .foreign }
        if let version = document.newerVersion { throw .newer(version: version) }
        throw .damaged(
          line: text.prefix(error.offset).reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }, why: error.reason)
      }
      guard document.isOurs else { throw .foreign }
      if let version = document.newerVersion { throw .newer(version: version) }
      guard document.version != nil, let entries = document.entries else {
        throw .damaged(line: 1, why: "lacks its version or its findings")
      }
      return Baseline(entries)
    }
  }

  private struct Document {
    var isOurs = false
    var version: Int?
    var entries: [Baseline.Entry]?

    var newerVersion: Int? { version.flatMap { $0 > BaselineDocument.version ? $0 : nil } }

    mutating func read(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFailure) {
      var scanner = JSONScanner(text)
      try scanner.object { scanner, name throws(JSONFailure) in
        switch String(decoding: name, as: UTF8.self) {
        case "format": isOurs = try scanner.string() == BaselineDocument.format
        case "version": version = try scanner.integer()
        case "findings":
          guard entries == nil else { throw scanner.failure("field given twice") }
          var read: [Baseline.Entry] = []
          try scanner.array { scanner throws(JSONFailure) in
            var fields = Fields()
            try scanner.object { scanner, name throws(JSONFailure) in try fields.read(name, &scanner) }
            read.append(try fields.entry(scanner))
          }
          entries = read
        default: throw scanner.failure("unknown field")
        }
      }
      try scanner.end()
    }
  }

  private struct Fields {
    private var rule: String?
    private var path: String?
    private var setting: String?
    private var severity: Severity?
    private var count: Int?
    private var fingerprint: String?

    mutating func read(_ name: [UInt8], _ scanner: inout JSONScanner) throws(JSONFailure) {
      switch String(decoding: name, as: UTF8.self) {
      case "rule": rule = try scanner.string()
      case "path": path = scanner.takeNull() ? nil : try scanner.string()
      case "setting": setting = scanner.takeNull() ? nil : try scanner.string()
      case "severity":
        severity = Severity(rawValue: try scanner.string())
        guard severity != nil else { throw scanner.failure("no severity") }
      case "count": count = try scanner.integer()
      case "fingerprint": fingerprint = try scanner.string()
      default: throw scanner.failure("unknown field")
      }
    }

    func entry(_ scanner: JSONScanner) throws(JSONFailure) -> Baseline.Entry {
      guard let rule, let severity, let count, let fingerprint else { throw scanner.failure("a finding lacks a field") }
      guard (1...1_000_000_000).contains(count) else { throw scanner.failure("a count out of range") }
      let identity = FindingIdentity(rule: rule, path: path, setting: setting)
      // One of the two was changed by hand or by a merge, and nobody can know which.
      guard identity.fingerprint == fingerprint else {
        throw scanner.failure("the fingerprint is not that of rule, path and setting")
      }
      return Baseline.Entry(identity, severity, count: count)
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ entry: Baseline.Entry) {
    let identity = entry.identity
    append(text: "{\"rule\": ")
    append(jsonString: identity.rule)
    for (name, value) in [("path", identity.path), ("setting", identity.setting)] {
      append(text: ", \"\(name)\": ")
      if let value { append(jsonString: value) } else { append(text: "null") }
    }
    append(text: ", \"severity\": \"\(entry.severity.rawValue)\", \"count\": \(entry.count)")
    append(text: ", \"fingerprint\": \"\(identity.fingerprint)\"}")
  }
}
