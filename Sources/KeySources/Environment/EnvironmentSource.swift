import Glibc

/// The environment of this process.
package enum EnvironmentSource {
  /// Its variables, byte for byte. Entries without `=` are no variables.
  package static func read() -> EnvironmentVariables {
    var variables: [EnvironmentVariables.Variable] = []
    var entry = environ
    while let text = entry.pointee {
      let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
      if let sign = bytes.firstIndex(of: UInt8(ascii: "=")) {
        variables.append((Array(bytes[..<sign]), Array(bytes[(sign + 1)...])))
      }
      entry += 1
    }
    return EnvironmentVariables(variables)
  }
}
