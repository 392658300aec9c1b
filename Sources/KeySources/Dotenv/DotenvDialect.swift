/// A loader of .env files, whose reading of them counts. They disagree about quotes, comments, `export`, variables,
/// escapes and bad lines.
///
/// - SeeAlso: `fixtures/dialects/table.jsonl`: what each reads of every construct that they disagree about.
package enum DotenvDialect: String, CaseIterable, Sendable {
  /// python-dotenv 1.2.4.
  case pythonDotenv = "python-dotenv"
  /// django-environ 0.14.0, with what `env.str` makes of `$NAME`.
  case djangoEnviron = "django-environ"
  /// python-decouple 3.8.
  case decouple
  /// docker compose's: compose-go 2.
  case compose
  /// `docker run --env-file`.
  case docker
  /// bash, which sources the file.
  case shell
  /// dotenv of npm.
  case node
  /// dotenv of RubyGems.
  case ruby

  /// It goes on behind a line that is no definition without a word.
  var ignoresBadLines: Bool {
    switch self {
    case .decouple, .shell, .node, .ruby: true
    case .pythonDotenv, .djangoEnviron, .compose, .docker: false
    }
  }

  /// At a line that it gives up at, it takes back what it had read before.
  var refusesFiles: Bool { self != .shell }

  enum Interpolation {
    case none
    /// `${NAME}` and `${NAME:-default}`, python-dotenv's.
    case braces
    /// `$NAME` as the whole value, django-environ's.
    case proxy
    /// `$NAME`, `${NAME:-default}` and the like, compose's.
    case template
    /// `$NAME`, `${NAME}` and `$(command)`, Ruby's.
    case rubyVariables
  }

  /// What is filled in between such quotes; nil is none.
  func interpolation(within quote: UInt8?) -> Interpolation {
    let isSingle = quote == UInt8(ascii: "'")
    switch self {
    case .pythonDotenv: return .braces
    case .djangoEnviron: return .proxy
    case .compose: return isSingle ? .none : .template
    case .ruby: return isSingle ? .none : .rubyVariables
    case .decouple, .docker, .node, .shell: return .none
    }
  }

  /// Of a variable that the environment and the file define, the environment's value counts.
  var prefersEnvironment: Bool {
    switch self {
    case .djangoEnviron, .compose, .ruby: true
    case .pythonDotenv, .decouple, .docker, .shell, .node: false
    }
  }

  /// Hands on each statement of a file in its order, until `visit` says false.
  func scan<Failure: Error>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ visit: (DotenvStatement) throws(Failure) -> Bool
  ) throws(Failure) {
    switch self {
    case .pythonDotenv:
      var scanner = PythonDotenvScanner(bytes)
      while let statement = scanner.next(), try visit(statement) {}
    case .djangoEnviron, .decouple, .docker:
      var scanner = LineScanner(bytes, LineTraits.of(self))
      while let statement = scanner.next(), try visit(statement) {}
    case .compose:
      var scanner = ComposeScanner(bytes)
      while let statement = scanner.next(), try visit(statement) {}
    case .node, .ruby:
      var scanner = PatternScanner(bytes, PatternTraits.of(self))
      while let statement = scanner.next(), try visit(statement) {}
    case .shell:
      var scanner = ShellScanner(bytes)
      while let statement = scanner.next(), try visit(statement) {}
    }
  }
}
