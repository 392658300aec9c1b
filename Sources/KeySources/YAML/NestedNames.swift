/// Names with a part in the layouts of configuration files.
enum NestedNames {
  /// Names that are about variables, containers and processes: what stands around them says nothing about a name within.
  /// The `SECRET_KEY` of `stripe-worker: {environment: {SECRET_KEY: …}}` is Django's.
  private static let barriers: Set<String> = [
    "services", "environment", "env", "envvars", "env_vars", "environment_variables", "variables", "vars", "args",
    "build", "labels", "annotations", "metadata", "containers", "initcontainers", "spec", "template", "steps", "jobs",
    "with", "inputs", "outputs", "parameters", "data", "stringdata", "encrypteddata", "functions", "resources",
    "properties", "definitions", "components", "schemas", "dependencies", "devdependencies", "volumes", "networks",
  ]

  static func isBarrier(_ name: String) -> Bool { barriers.contains(name.lowercased()) }

  /// Lists under these hold variables, and an item without `=` passes one through. `secret` is Kamal's.
  private static let variableLists: Set<String> = [
    "environment", "env", "args", "envvars", "passenv", "pass_env", "passthrough", "globalenv", "secret",
  ]

  static func isVariableList(_ name: String) -> Bool { variableLists.contains(name.lowercased()) }

  /// Kamal's lists of variables whose values it takes from its secrets: `env: {secret: [NAME]}`, `builder: {secrets: [NAME]}`.
  static func isNameList(_ name: String, in around: String?) -> Bool {
    name == "secret" && around == "env" || name == "secrets" && around == "builder"
  }

  /// Mappings that tell one environment's settings from another's.
  private static let environments: Set<String> = [
    "production", "prod", "staging", "stage", "development", "develop", "dev", "test", "testing", "live", "sandbox",
    "local", "default", "defaults", "qa", "uat", "preview", "demo", "ci",
  ]

  static func isEnvironment(_ name: String) -> Bool { environments.contains(name.lowercased()) }

  /// The part that a name has in a mapping that describes one setting.
  enum Part { case name, key, value }

  static func part(_ name: String) -> Part? { parts[name] }

  private static let parts: [String: Part] = [
    "name": .name, "Name": .name, "key": .key, "Key": .key, "ParameterKey": .key, "secretKey": .key, "variable": .key,
    "value": .value, "Value": .value, "ParameterValue": .value,
  ]

  private static let references: Set<String> = [
    "valueFrom", "secretKeyRef", "configMapKeyRef", "fromDatabase", "fromService", "fromGroup", "fromSecret",
    "from_secret", "remoteRef", "sourceRef", "Ref", "generateValue", "generator", "sync", "valueFromSecret",
  ]

  /// Beside or inside a setting: its value lies elsewhere, or is made later.
  static func isReference(_ name: String) -> Bool { references.contains(name) || name.hasPrefix("Fn::") }

  /// Pulumi writes `{secure: …}` for a value that it encrypted; `secure: true` of a cookie is none.
  static func isCiphertext(_ name: String, _ value: Scalar) -> Bool { name == "secure" && value.bytes.count >= 16 }

  /// Heroku's app.json describes a variable with these, and may give no value.
  static func isDeclaration(_ name: String) -> Bool { name == "required" || name == "description" }

  /// Passes every name that says what a scalar is in the mapping around it.
  static let scalarFilter = NameFilter(
    [["kind", "required", "description", "secure", "Fn::"], Array(references), Array(parts.keys)].flatMap(\.self))

  /// Passes every name that says what the names in a collection are about.
  static let collectionFilter = NameFilter(
    [["<<", "data", "stringData", "encryptedData", "Fn::"], Array(references), Array(barriers)].flatMap(\.self))

  /// The words that a file's name gives its settings: `stripe` for `config/stripe.example.yml`, whose names say nothing
  /// themselves; empty for any file that is not plainly about Stripe's settings.
  static func context(ofFile path: String) -> [String] {
    let file = path.split(separator: "/").last ?? ""
    let stem = file.prefix { $0 != "." }.lowercased()
    let words = stem.split { $0 == "-" || $0 == "_" || $0 == " " }
    let allowed: Set<Substring> = [
      "stripe", "config", "conf", "settings", "keys", "key", "credentials", "secrets", "live", "test", "api",
    ]
    return words.contains("stripe") && words.allSatisfy(allowed.contains) ? [stem] : []
  }
}
