import KeySecrets

/// One way in which a name of a settings module may get its value.
struct PythonValue {
  enum Source {
    case text([UInt8])
    /// `True`, `False` or a number, as written.
    case word([UInt8])
    case none
    /// The environment's variable of that name; nil for one made of the setting's own name with a prefix.
    case environment(String?, prefix: String = "")
    /// `SECRETS["x"]` of a mapping that the module does not show.
    case mapping(String)
    /// Another name, which the module does not define.
    case unknownName(String)
    /// What a call, an f-string or a comparison makes; with the strings that stand in it.
    case computed([UInt8])
  }

  /// A default in the code.
  struct Fallback {
    let source: Source
    let token: Int
    /// Of a name's value, which stands in another line.
    var place: (line: Int, column: Int)?
  }

  var source: Source
  var fallback: Fallback?
  var conversion = ModuleUse.Conversion.none
  var conditions: [ModuleUse.Condition] = []
  /// The names through which it came, the nearest first.
  var aliases: [String] = []
  /// Where the value stands, among its line's tokens.
  var token: Int
  /// Where it stood when it was given to the name that this one takes it from.
  var origin: (line: Int, column: Int)?

  func converted(_ conversion: ModuleUse.Conversion) -> PythonValue {
    var value = self
    if value.conversion == .none { value.conversion = conversion }
    return value
  }

  func under(_ conditions: [ModuleUse.Condition]) -> PythonValue {
    var value = self
    value.conditions += conditions
    return value
  }
}

/// One name of a settings module, or one entry of a dict, with one of its values.
struct PythonAssignment {
  /// `STRIPE_KEYS` of `STRIPE_KEYS["usd"] = …`; attributes have dots.
  let root: String
  /// The keys of a dict's entry; ``unknownKey`` for one that is no text.
  let path: [String]
  let value: PythonValue
  /// Of the target, and of the value.
  let line: Int
  let place: (line: Int, column: Int)
  /// Of the default.
  let fallbackPlace: (line: Int, column: Int)?
  /// An annotated name of a class: `stripe_key: str`.
  var isField = false
  /// It stands in a function.
  var isLocal = false

  /// Any two of a dict may differ.
  static let unknownKey = "?"

  /// `STRIPE_KEYS['usd']`.
  var name: String { root + path.map { "['\($0)']" }.joined() }
}
