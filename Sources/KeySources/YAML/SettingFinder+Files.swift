import KeyFacts
import KeySecrets

/// What an item of `env_file:` says.
struct NamedFile {
  var path: Scalar?
  var isRequired = true
  var isRaw = false
}

/// The `env_file:` of a compose file's services: a path, a list of paths, a list of `{path, required, format}`.
extension SettingFinder {
  /// Whether a key in the frame at `index` is one: in a service, or in what services are made of.
  func isEnvironmentFile(_ key: Scalar, in index: Int) -> Bool {
    guard index > 0, stack.count > 1, key.withBytes({ $0.count == 8 && $0.elementsEqual("env_file".utf8) }) else {
      return false
    }
    let outermost = stack[1].key ?? ""
    return index == 2 && outermost == "services" || outermost.hasPrefix("x-")
  }

  mutating func noteFilePart(_ key: Scalar, _ value: Scalar) {
    let top = stack.count - 1
    switch key.text {
    case "path": stack[top].file.path = value
    case "required": stack[top].file.isRequired = !["false", "no", "off"].contains(value.text.lowercased())
    case "format": stack[top].file.isRaw = value.text == "raw"
    default: break
    }
  }

  mutating func takeFile(_ file: NamedFile) {
    guard let path = file.path, path.tag == .none, !path.isNull, !path.bytes.isEmpty else { return }
    // A path may be shown.
    guard !path.withBytes(CredentialScan.holdsBody) else { return findCredential(path) }
    environmentFiles.append(
      EnvironmentFile(
        path: path.text, isRequired: file.isRequired, isRaw: file.isRaw,
        location: SourceLocation(kind: kind, path: self.path, line: path.place.line, column: path.place.column)))
  }

  private mutating func findCredential(_ scalar: Scalar) {
    findPairs(in: scalar, under: "env_file", path: documentPath(at: stack.count - 1, "env_file"))
  }
}
