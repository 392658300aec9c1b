package import KeyFacts

/// The file of a lock: TOML with a block a key, the same bytes for the same state, made to be reviewed as a diff.
package enum KeyLockDocument {
  static let version = 1
  package static let largest = 1 << 30

  private static let head = """
    # keyferry.lock: the Stripe keys that this project's settings hold, as they were approved. It holds no key: a
    # fingerprint tells two keys apart, and nothing leads back from it. `keyferry lock` writes this file, and
    # `keyferry check --lock keyferry.lock` compares it with the settings.
    version = \(version)

    """

  package static func encode(_ lock: KeyLock) -> [UInt8] {
    var text = head
    for key in lock.keys {
      text += """

        [[key]]
        name = \(quoted(key.name))
        type = "\(key.summary.type.rawValue)"
        mode = "\(key.summary.mode.rawValue)"
        key = "\(key.summary.redacted)"
        fingerprint = "\(key.summary.fingerprint.hex)"
        settings = [

        """
      for place in key.places { text += "  { \(fields(of: place).joined(separator: ", ")) },\n" }
      text += "]\n"
    }
    for place in lock.references {
      text += "\n[[reference]]\n" + fields(of: place).map { $0 + "\n" }.joined()
    }
    return Array(text.utf8)
  }

  private static func fields(of place: KeyLock.Place) -> [String] {
    let name = "name = \(quoted(place.setting))"
    switch place.source {
    case .environment: return [name, "environment = true"]
    case .file(let path, let isCommitted):
      return [name, "file = \(quoted(path))"] + (isCommitted.map { ["committed = \($0)"] } ?? [])
    }
  }

  /// A basic string of TOML. What a terminal would obey or hide is escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.withoutKeys.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.isHiddenOnTerminal:
        let width = scalar.value > 0xFFFF ? 8 : 4
        quoted += (width == 4 ? "\\u" : "\\U") + scalar.value.hexadecimal(width: width, uppercase: true)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Whether it is a lock of any state: a damaged or newer one, and one in conflict, too.
  package static func isLock(_ bytes: [UInt8]) -> Bool {
    do throws(KeyLockError) {
      _ = try decode(bytes)
    } catch {
      return error != .foreign
    }
    return true
  }

  package static func decode(_ bytes: [UInt8]) throws(KeyLockError) -> KeyLock {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .foreign }
    var reader = KeyLockReader()
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      try reader.read(Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line), number: index + 1)
    }
    return try reader.finish(line: lines.count)
  }
}

/// Why a file can't be taken as a lock: places and codes, never content.
package enum KeyLockError: Error, Hashable, Sendable {
  case foreign
  case newer(version: Int)
  /// Two branches changed it, and nobody decided.
  case conflict(line: Int)
  case damaged(line: Int, why: String)

  /// Of what is wrong; nil where it is the whole file.
  package var line: Int? {
    switch self {
    case .foreign, .newer: nil
    case .conflict(let line), .damaged(let line, _): line
    }
  }

  /// In a message's style.
  package func message(path: String) -> String {
    switch self {
    case .foreign: "\(path.printable) is no lock: `keyferry lock` makes one"
    case .newer(let version):
      "\(path.printable) is a lock of version \(version), and this keyferry knows \(KeyLockDocument.version) and older: update keyferry"
    case .conflict(let line):
      "\(path.printable):\(line): a merge conflict that nobody resolved: merge the settings, and run `keyferry lock` again"
    case .damaged(let line, let why): "\(path.printable):\(line): \(why); `keyferry lock` writes it anew"
    }
  }
}
