package import KeyFacts

/// The file of a saved plan: JSON that holds no key, the same bytes for the same plan. `docs/plan.schema.json` says what
/// is in it.
package enum SavedPlanDocument {
  static let format = "keyferry-plan"
  static let version = 1
  /// A plan of some 10 million keys.
  package static let largest = 4 << 30

  /// How every file begins.
  package static let start = "{\n  \"format\": \"\(format)\""

  package static func encode(_ plan: SavedPlan) -> [UInt8] {
    var text = SavedPlanText()
    text.write(plan)
    return sealed(text.bytes)
  }

  /// What stands before the digest of it.
  private static let seal = ",\n  \"checksum\": \"sha256:"

  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    bytes + Array("\(seal)\(StoreRevision.digest(of: bytes))\"\n}\n".utf8)
  }

  /// - Throws: in this order: what is no saved plan, what is damaged, what a later keyferry made, what somebody changed.
  package static func decode(_ bytes: [UInt8]) throws(SavedPlanError) -> SavedPlan {
    var fields = try fields(of: bytes)
    let found = try inForm { () throws(JSONFormError) in
      _ = try fields.text("format")
      return try fields.integer("version")
    }
    guard found <= version else { throw .newer(version: found) }
    guard isSealed(bytes) else { throw .changed }
    return try inForm { () throws(JSONFormError) in
      _ = try fields.text("checksum")
      let plan = try SavedPlan(&fields)
      try fields.end()
      return plan
    }
  }

  private static func inForm<Value>(
    _ read: () throws(JSONFormError) -> Value
  ) throws(SavedPlanError) -> Value {
    do throws(JSONFormError) { return try read() } catch { throw .damaged(why: "\(error.place) \(error.problem)") }
  }

  private static func fields(of bytes: [UInt8]) throws(SavedPlanError) -> JSONFields {
    let isOurs = bytes.starts(with: start.utf8)
    let tree = try bytes.withUnsafeBufferPointer { text throws(SavedPlanError) in
      var scanner = JSONScanner(text)
      do throws(JSONFailure) {
        let tree = try scanner.tree()
        try scanner.end()
        return tree
      } catch {
        guard isOurs else { throw .foreign }
        let line = text.prefix(error.offset).reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        throw .damaged(why: "line \(line): \(error.reason)")
      }
    }
    guard case .object(let members) = tree, case .text(format)? = members["format"],
      let fields = try? JSONFields(tree, at: "")
    else { throw .foreign }
    return fields
  }

  /// The bytes are as they were made.
  private static func isSealed(_ bytes: [UInt8]) -> Bool {
    let tail = seal.utf8.count + 64 + "\"\n}\n".utf8.count
    guard bytes.count > tail else { return false }
    return sealed(Array(bytes.dropLast(tail))) == bytes
  }
}

/// Why a file can't be taken as a saved plan: places and codes, never content.
package enum SavedPlanError: Error, Hashable, Sendable {
  case foreign
  case damaged(why: String)
  /// Of a later keyferry.
  case newer(version: Int)
  /// It is not what a keyferry wrote: somebody changed it.
  case changed

  /// In a message's style.
  package func message(path: String) -> String {
    switch self {
    case .foreign: "\(path.printable) is no saved plan: `keyferry plan --out` makes one"
    case .damaged(let why): "\(path.printable) is damaged: \(why); make the plan again"
    case .newer(let version):
      "\(path.printable) is a plan of version \(version), and this keyferry knows \(SavedPlanDocument.version) and older: update keyferry"
    case .changed:
      "\(path.printable) was changed after it was made: its checksum is not that of its text; make the plan again"
    }
  }
}
