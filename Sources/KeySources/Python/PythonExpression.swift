/// What an expression of a settings module is, as far as it says how a setting gets its value.
struct PythonExpression {
  struct Argument {
    /// Nil for one that is told by its place.
    let name: String?
    let value: PythonExpression
  }

  struct Entry {
    /// Nil for `**other`.
    let key: PythonExpression?
    let value: PythonExpression
  }

  indirect enum Kind {
    /// A string whose every character stands there.
    case text([UInt8])
    /// An f-string with fields.
    case formatted
    case number
    case bool(Bool)
    case none
    /// `STRIPE_SECRET_KEY`, `os.environ`.
    case name(String)
    case call(PythonExpression, [Argument])
    case subscripted(PythonExpression, PythonExpression)
    /// An attribute of something other than a name.
    case attribute(PythonExpression, String)
    case dictionary([Entry])
    case items([PythonExpression])
    /// `A if C else B`, a chain of them as one. Each condition is a range of tokens.
    case conditional([(value: PythonExpression, condition: Range<Int>)], otherwise: PythonExpression)
    /// `A or B`.
    case alternatives([PythonExpression])
    /// True or false, whatever is compared.
    case comparison(PythonExpression)
    case other
  }

  let kind: Kind
  /// Its tokens.
  let tokens: Range<Int>

  var name: String? {
    if case .name(let name) = kind { return name }
    return nil
  }

  var text: [UInt8]? {
    if case .text(let text) = kind { return text }
    return nil
  }
}
