import KeyFacts

/// A test case, and what came of it.
struct JUnitCase {
  enum Result {
    /// - Parameter remark: what was found all the same, and fails no run.
    case passed(remark: String? = nil)
    case failed(type: String, message: String)
    /// It could not be looked at.
    case error(type: String, message: String)
    case skipped(message: String)
  }

  let group: String
  let name: String
  var path: String?
  var line: Int?
  let result: Result

  var element: String {
    var head = "    <testcase classname=\"\(group.inXML)\" name=\"\(name.inXML)\""
    if let path { head += " file=\"\(path.inXML)\"" }
    if let line { head += " line=\"\(line)\"" }
    head += " time=\"0\""
    guard let outcome else { return head + "/>\n" }
    return "\(head)>\n      \(outcome)\n    </testcase>\n"
  }

  private var outcome: String? {
    switch result {
    case .passed(let remark): remark.map { "<system-out>\($0.inXML)</system-out>" }
    case .failed(let type, let message): Self.element("failure", type, message)
    case .error(let type, let message): Self.element("error", type, message)
    case .skipped(let message): "<skipped message=\"\(message.inXML)\"/>"
    }
  }

  /// With the message as text, too: some readers show the one, some the other.
  private static func element(_ name: String, _ type: String, _ message: String) -> String {
    "<\(name) type=\"\(type.inXML)\" message=\"\(message.inXML)\">\(message.inXML)</\(name)>"
  }
}

extension String {
  /// As the text of an element or an attribute. What XML has no way to write, and what a log should not show, is
  /// written as `\u{1B}`.
  fileprivate var inXML: String {
    var text = ""
    for scalar in printable.unicodeScalars {
      if let entity = scalar.markupEntity {
        text += entity
        continue
      }
      switch scalar {
      case "\u{FFFE}", "\u{FFFF}": text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
