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
  private let rare: RareParts?

  /// The words around a nested setting that tell it from another of the same name (`STRIPE_KEYS_USD` of
  /// `STRIPE_KEYS: {usd: {secret: …}}`); empty when the name says all.
  package var scope: String { rare?.scope ?? "" }

  /// What a settings module has to do with it; nil for most.
  package var module: ModuleUse? { rare?.module }

  package init(
    name: String, meaning: SettingMeaning, value: Secret, form: ValueForm = .text,
    location: SourceLocation, isOverridden: Bool = false, scope: String = "", module: ModuleUse? = nil
  ) {
    self.name = name.withoutKeys
    self.meaning = meaning
    self.value = value
    self.form = form
    self.location = location
    self.isOverridden = isOverridden
    rare = scope.isEmpty && module == nil ? nil : RareParts(scope: scope.withoutKeys, module: module)
  }

  /// This setting, with a later definition in its place.
  package var overridden: Setting {
    Setting(
      name: name, meaning: meaning, value: value, form: form, location: location, isOverridden: true, scope: scope,
      module: module)
  }

  /// The name under which two places mean the same setting: `stripeSecretKey` and `STRIPE_SECRET_KEY` do.
  ///
  /// One that a settings module reads under another name has the name that says most: ``ModuleUse/identity``.
  package var identity: String {
    if let identity = module?.identity { return SettingNames.canonical(identity) }
    let own = SettingNames.canonical(name)
    return scope.isEmpty ? own : SettingNames.canonical(scope) + "_" + own
  }
}

/// What few settings have, in an object of its own.
private final class RareParts: Sendable {
  let scope: String
  let module: ModuleUse?

  init(scope: String, module: ModuleUse?) {
    self.scope = scope
    self.module = module
  }
}
