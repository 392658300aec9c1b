import ArgumentParser
import KeyConfiguration
import KeyFacts

/// What lies under the flags: the environment's variables, and the configuration file below them.
struct Layers {
  /// Empty where there is none, or it is not to be read.
  let file: Configuration
  /// The file that lies here, read or not: it is no source.
  let found: String?

  /// The flag, or what the environment says, or what the file does, or what is usual.
  ///
  /// - Parameter option: without its dashes; the variable is called after it.
  func choose<Value: ExpressibleByArgument>(
    _ flag: Value?, _ option: String, _ entry: Configuration.Entry<Value>?, usual: Value
  ) throws(UsageError) -> Choice<Value> {
    try choose(flag, option, entry) ?? Choice(usual, .usual)
  }

  /// Nil where no layer has it.
  func choose<Value: ExpressibleByArgument>(
    _ flag: Value?, _ option: String, _ entry: Configuration.Entry<Value>?
  ) throws(UsageError) -> Choice<Value>? {
    if let flag { return Choice(flag, .flag((flag as? Bool == false ? "--no-" : "--") + option)) }
    let variable = Self.variable(option)
    if let text = try Process.environmentText(variable) {
      guard let value = Self.value(text, Value.self) else {
        // What stands there may be anything: it is not shown.
        let names = Value.self is Bool.Type ? ["true", "false"] : Value.allValueStrings
        throw UsageError(
          "\(variable) is not what --\(option) takes\(names.isEmpty ? "" : ": \(names.joined(separator: ", "))")")
      }
      return Choice(value, .variable(variable))
    }
    return entry.map { Choice($0.value, .file($0.location)) }
  }

  /// A list is not put together: the first layer that has one counts.
  func choose<Value>(
    flags: [Value], _ option: String, _ entry: Configuration.Entry<[Value]>?
  ) -> Choice<[Value]> {
    if !flags.isEmpty { return Choice(flags, .flag(option)) }
    return entry.map { Choice($0.value, .file($0.location)) } ?? Choice([], .usual)
  }

  /// `KEYFERRY_ON_CONFLICT` of `on-conflict`.
  static func variable(_ option: String) -> String {
    "KEYFERRY_" + String(option.map { $0 == "-" ? "_" : $0 }).uppercased()
  }

  private static func value<Value: ExpressibleByArgument>(_ text: String, _: Value.Type) -> Value? {
    guard Value.self is Bool.Type else { return Value(argument: text) }
    switch text.lowercased() {
    case "true", "yes", "on", "1": return true as? Value
    case "false", "no", "off", "0": return false as? Value
    default: return nil
    }
  }
}

/// A value, and the layer that it comes from.
struct Choice<Value> {
  let value: Value
  let origin: ChoiceOrigin

  init(_ value: Value, _ origin: ChoiceOrigin) {
    self.value = value
    self.origin = origin
  }
}

extension Choice: Sendable where Value: Sendable {}

/// The layer that a value comes from.
enum ChoiceOrigin: Sendable {
  case flag(String)
  case variable(String)
  case file(SourceLocation)
  case usual
}
