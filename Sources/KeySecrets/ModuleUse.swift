package import KeyFacts

/// What a Django settings module has to do with a setting: how it comes by the value, or under which name it reads it.
package final class ModuleUse: Sendable {
  package enum Form: Hashable, Sendable {
    /// The value stands in the module.
    case literal
    /// It is read from the environment, under ``ModuleUse/reads``.
    case environment
    /// It is looked up in a mapping that the module does not show: `SECRETS["stripe_key"]`.
    case mapping
    /// It is that of another name, which stands there or which the module does not define.
    case alias
    /// A call, an f-string or a comparison makes it.
    case computed
    /// This setting of another source is read by a module, as ``ModuleUse/reads``.
    case source
  }

  /// What becomes of a text from the environment.
  package enum Conversion: Hashable, Sendable {
    case none, bool, other
  }

  /// A branch that an assignment stands in.
  package struct Condition: Hashable, Sendable {
    /// As a person would say it: `if DEBUG`, `else of if DEBUG`, `class Production`.
    package let words: String
    /// Branches of one number shut each other out.
    package let chain: Int
    package let branch: Int

    package init(words: String, chain: Int, branch: Int) {
      self.words = words.withoutKeys
      self.chain = chain
      self.branch = branch
    }
  }

  /// What the code gives where the environment has nothing.
  package struct Fallback: Sendable {
    package let value: Secret
    package let form: ValueForm
    package let location: SourceLocation
    /// It is no text: `False`, a number.
    package let isWord: Bool

    package init(value: Secret, form: ValueForm, location: SourceLocation, isWord: Bool) {
      self.value = value
      self.form = form
      self.location = location
      self.isWord = isWord
    }
  }

  package let form: Form
  /// The name in the environment or mapping, or that of the other setting.
  package let reads: String?
  /// The name of the module that this one takes its value from.
  package let alias: String?
  /// The setting whose value it is, for conflicts; nil for its own.
  package let identity: String?
  package let conversion: Conversion
  package let conditions: [Condition]
  package let fallback: Fallback?
  /// The target is a name, as a setting's is: no attribute and no entry of a dict.
  package let isName: Bool
  /// True, False or a number, and no text.
  package let isWord: Bool
  /// The value is ``fallback``'s.
  package let isFallback: Bool
  /// Where the value was found, where that place is listed as a setting itself.
  package let origin: SourceLocation?

  package init(
    form: Form, reads: String? = nil, alias: String? = nil, identity: String? = nil, conversion: Conversion = .none,
    conditions: [Condition] = [], fallback: Fallback? = nil, isName: Bool = true, isWord: Bool = false,
    isFallback: Bool = false, origin: SourceLocation? = nil
  ) {
    self.form = form
    self.reads = reads?.withoutKeys
    self.alias = alias?.withoutKeys
    self.identity = identity?.withoutKeys
    self.conversion = conversion
    self.conditions = conditions
    self.fallback = fallback
    self.isName = isName
    self.isWord = isWord
    self.isFallback = isFallback
    self.origin = origin
  }

  /// The same with its value found at `origin`, or given by the fallback.
  package func resolved(origin: SourceLocation?, isFallback: Bool = false) -> ModuleUse {
    ModuleUse(
      form: form, reads: reads, alias: alias, identity: identity, conversion: conversion, conditions: conditions,
      fallback: fallback, isName: isName, isWord: isFallback ? fallback?.isWord ?? false : isWord,
      isFallback: isFallback, origin: origin ?? self.origin)
  }

  /// Whether the two never count together.
  package func excludes(_ other: ModuleUse) -> Bool {
    conditions.contains { mine in
      other.conditions.contains { $0.chain == mine.chain && $0.branch != mine.branch }
    }
  }
}
