package import KeyFacts

/// What the place where a value stands says about it, before its text is looked at.
package enum ValueForm: Hashable, Sendable {
  /// A text to be judged by its bytes.
  case text
  /// The value lies elsewhere: a `secretKeyRef`, a `${NAME}` that nothing defines, `sync: false`, a name passed through.
  case reference
  /// A placeholder of a template engine, which only rendering would fill.
  case template
  /// `!vault`, a SOPS document, a sealed secret.
  case encrypted
  /// Null, or a name without a value.
  case absent
}

/// A name that a source gives a value. A class, so that a million of them are handed on and not copied.
package final class Setting: Sendable {
  /// As written at that place, but for the body of a key that somebody put into it.
  package let name: String
  package let value: Secret
  /// Of the value.
  package let location: SourceLocation
  // The small members stand together: 104 bytes a setting, and files hold a million.
  package let meaning: SettingMeaning
  package let form: ValueForm
  /// A later definition in the same scope of the same source takes this one's place.
  package let isOverridden: Bool
  private let words: ScopeWords?

  /// The words around a nested setting that tell it from another of the same name (`STRIPE_KEYS_USD` of
  /// `STRIPE_KEYS: {usd: {secret: …}}`); empty when the name says all.
  package var scope: String { words?.text ?? "" }

  package init(
    name: String, meaning: SettingMeaning, value: Secret, form: ValueForm = .text,
    location: SourceLocation, isOverridden: Bool = false, scope: String = ""
  ) {
    self.name = name.withoutKeys
    self.meaning = meaning
    self.value = value
    self.form = form
    self.location = location
    self.isOverridden = isOverridden
    words = scope.isEmpty ? nil : ScopeWords(scope.withoutKeys)
  }

  /// This setting, with a later definition in its place.
  package var overridden: Setting {
    Setting(
      name: name, meaning: meaning, value: value, form: form, location: location, isOverridden: true, scope: scope)
  }

  /// The name under which two places mean the same setting: `stripeSecretKey` and `STRIPE_SECRET_KEY` do.
  package var identity: String {
    let own = SettingNames.canonical(name)
    return scope.isEmpty ? own : SettingNames.canonical(scope) + "_" + own
  }
}

/// A scope, in an object of its own since few settings have one.
private final class ScopeWords: Sendable {
  let text: String

  init(_ text: String) { self.text = text }
}
