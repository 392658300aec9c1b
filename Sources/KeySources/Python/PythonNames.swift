/// What the names of a settings module stand for: modules, readers of the environment, values.
final class PythonNames {
  /// A library's way of reading the environment.
  enum Reader {
    /// django-environ: a default's type converts what is read.
    case environ
    case environs
    /// decouple and its kin.
    case decouple
    /// A mapping such as `os.environ`.
    case mapping
  }

  /// What a callee does.
  enum Access {
    /// `os.getenv` and `os.environ.get`.
    case get
    /// `env("X")`, `config("X")`.
    case call(Reader)
    /// `env.bool("X")`.
    case typed(Reader, String)
    /// Makes a reader.
    case constructor(Reader)
    /// django-configurations' `values.SecretValue()`.
    case declaration
  }

  /// A default of `Env(X=(bool, False))`.
  struct Declared {
    let conversion: String?
    let fallback: PythonValue?
  }

  /// More values of one name are not told apart.
  static let mostValues = 8
  private static let mostNames = 1 << 18
  private static let longestName = 256

  private var imports: [String: String] = [:]
  private(set) var readers: [String: Reader] = [:]
  private(set) var schemes: [String: Declared] = [:]
  private var values: [String: [PythonValue]] = [:]

  func bind(_ name: String, to imported: String) {
    guard imports.count < Self.mostNames else { return }
    imports[name] = imported
    readers[name] = nil
  }

  func bind(_ name: String, to reader: Reader) { readers[name] = reader }

  func declare(_ name: String, _ declared: Declared) { schemes[name] = declared }

  /// Notes a value for the lines below; one under the same conditions, or fewer, takes the place of those before.
  func define(_ name: String, _ value: PythonValue, replaces: Bool) {
    guard name.utf8.count <= Self.longestName else { return }
    var known = values[name] ?? []
    if replaces { known.removeAll { $0.conditions.starts(with: value.conditions) } }
    guard values.count < Self.mostNames || !known.isEmpty else { return }
    // One more than can be told apart shows that there are too many.
    if known.count <= Self.mostValues { known.append(value) }
    values[name] = known
  }

  func values(of name: String) -> [PythonValue]? { values[name] }

  func isImported(_ name: String) -> Bool { imports[name] != nil }

  /// The name with what was imported in place of its first part.
  func canonical(_ name: String) -> String {
    let head = String(name.prefix { $0 != "." })
    if let imported = imports[head] { return imported + name.dropFirst(head.count) }
    // What is not seen to be bound comes from `from .base import *`.
    if head == "environ", !name.hasSuffix("Env") { return "os." + name }
    if name == "getenv" { return "os.getenv" }
    return name
  }

  func isEnvironment(_ name: String) -> Bool {
    canonical(name) == "os.environ" || readers[name] != nil && !isDecouple(name) || isConventional(name, "env")
  }

  private func isDecouple(_ name: String) -> Bool {
    if case .decouple? = readers[name] { return true }
    return false
  }

  func access(_ name: String) -> Access? {
    let full = canonical(name)
    switch full {
    case "os.getenv", "os.environ.get", "os.environ.pop": return .get
    case "decouple.config", "prettyconf.config": return .call(.decouple)
    case "environ.Env", "environ.FileAwareEnv": return .constructor(.environ)
    case "environs.Env", "environs.FileAwareEnv": return .constructor(.environs)
    case "decouple.AutoConfig", "decouple.Config", "starlette.config.Config": return .constructor(.decouple)
    case "dotenv.dotenv_values", "os.environ.copy": return .constructor(.mapping)
    default: break
    }
    if full.hasPrefix("configurations.values.") || full.hasPrefix("values."), full.hasSuffix("Value") {
      return .declaration
    }
    let parts = name.split(separator: ".").map(String.init)
    guard let head = parts.first, parts.count <= 2, let reader = reader(head) else { return nil }
    guard parts.count == 2 else { return .call(reader) }
    return parts[1] == "get" ? .get : .typed(reader, parts[1])
  }

  private func reader(_ name: String) -> Reader? {
    if let reader = readers[name] { return reader }
    if isConventional(name, "env") { return .environ }
    return isConventional(name, "config") ? .decouple : nil
  }

  /// `env` and `config` where the module does not say otherwise, or has them from another of the project's.
  private func isConventional(_ name: String, _ convention: String) -> Bool {
    guard name.lowercased() == convention, values[name] == nil else { return false }
    guard let imported = imports[name] else { return true }
    return imported.hasSuffix("." + convention) && imported.hasPrefix(".")
  }
}
