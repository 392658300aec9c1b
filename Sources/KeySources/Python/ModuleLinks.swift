import KeyFacts
package import KeySecrets

/// Joins what settings modules read to where it stands: `STRIPE_SECRET_KEY = config("STRIPE_LIVE_SECRET_KEY")` has the
/// value of the environment's, or the .env's, STRIPE_LIVE_SECRET_KEY.
///
/// A name that no source gives has its default, or lies elsewhere. A setting of another source whose name says nothing
/// of Stripe means what the module takes it for.
package enum ModuleLinks {
  /// - Parameters:
  ///   - readings: in the order in which they count.
  ///   - environment: nil leaves it out.
  ///   - vocabulary: the names of settings.
  package static func resolved(
    _ readings: [Reading], environment: EnvironmentVariables?, vocabulary: SettingVocabulary = .standard
  )
    -> [Reading]
  {
    guard readings.contains(where: { $0.kind == .python && !$0.settings.isEmpty }) else { return readings }
    let index = Index(readings, environment: environment, vocabulary: vocabulary)
    let linked = readings.map { reading in
      if reading.kind == .python {
        return reading.replacing(
          settings: reading.settings.flatMap { reading.isExample ? index.unlinked($0) : index.resolved($0) })
      }
      guard !index.renames.isEmpty else { return reading }
      return reading.replacing(settings: reading.settings.map { index.renamed($0) })
    }
    return withNamesOfOthers(linked)
  }

  /// Gives a module's names that it does not define, which are mostly another's by `from .base import *`, their values.
  private static func withNamesOfOthers(_ readings: [Reading]) -> [Reading] {
    var defined: [String: Setting] = [:]
    for reading in readings where reading.kind == .python && !reading.isExample {
      for setting in reading.settings where !setting.isOverridden && setting.module?.alias == nil {
        if setting.module?.isName == true, defined[setting.name] == nil { defined[setting.name] = setting }
      }
    }
    return readings.map { reading in
      guard reading.kind == .python, !reading.isExample else { return reading }
      return reading.replacing(
        settings: reading.settings.map { setting in
          guard let use = setting.module, use.form == .alias, setting.form == .reference,
            let other = use.reads.flatMap({ defined[$0] })
          else { return setting }
          return setting.with(
            value: other.value, form: other.form, module: use.resolved(origin: other.module?.origin ?? other.location))
        })
    }
  }

  /// The settings by the names that modules read.
  private struct Index {
    /// An outer name and meaning for what a module reads under a name that says nothing.
    var renames: [String: (name: String, meaning: SettingMeaning)] = [:]
    private var found: [String: Setting] = [:]
    private var inDocuments: [String: Setting] = [:]
    private let environment: EnvironmentVariables?
    private let vocabulary: SettingVocabulary

    init(_ readings: [Reading], environment: EnvironmentVariables?, vocabulary: SettingVocabulary) {
      self.vocabulary = vocabulary
      self.environment = environment
      var wanted: Set<String> = []
      for reading in readings where reading.kind == .python {
        for setting in reading.settings {
          guard let use = setting.module, let name = use.reads else { continue }
          wanted.insert(name)
          if use.form == .environment, !reading.isExample { note(setting, reads: name) }
        }
      }
      for reading in readings where !reading.isExample {
        for setting in reading.settings where !setting.isOverridden && wanted.contains(setting.name) {
          switch reading.kind {
          case .environment, .dotenv, .file: if found[setting.name] == nil { found[setting.name] = setting }
          case .yaml, .json: if inDocuments[setting.name] == nil { inDocuments[setting.name] = setting }
          case .python, .store: break
          }
        }
      }
    }

    private mutating func note(_ setting: Setting, reads name: String) {
      guard setting.meaning.isCredential, vocabulary.meaning(of: name) == nil else { return }
      guard let known = renames[name] else {
        renames[name] = (setting.name, setting.meaning)
        return
      }
      // Read as two settings: what they have in common.
      let role = known.meaning.role == setting.meaning.role ? known.meaning.role : .anyKey
      let mode = known.meaning.mode == setting.meaning.mode ? known.meaning.mode : nil
      renames[name] = (known.name, SettingMeaning(role: role, mode: mode))
    }

    /// A setting of another source, with what a module takes it for.
    func renamed(_ setting: Setting) -> Setting {
      guard setting.meaning == .unmapped, let outer = renames[setting.name] else { return setting }
      return setting.with(
        meaning: outer.meaning,
        module: ModuleUse(form: .source, reads: outer.name, identity: outer.name))
    }

    /// A module's setting with its value; and its default by itself, where that is a credential that does not count.
    func resolved(_ setting: Setting) -> [Setting] {
      guard let use = setting.module else { return [setting] }
      switch use.form {
      case .environment, .mapping: break
      default: return [setting]
      }
      guard let found = value(for: use) else { return [withFallback(setting, use)] }
      let linked = setting.with(value: found.value, form: found.form, module: use.resolved(origin: found.place))
      guard let fallback = use.fallback, use.alias == nil, ValueClassifier.looksLikeCredential(fallback.value) else {
        return [linked]
      }
      return [linked, setting.fallback(fallback, use).overridden]
    }

    /// What an example reads is no value of its own.
    func unlinked(_ setting: Setting) -> [Setting] {
      guard let use = setting.module, use.form == .environment || use.form == .mapping else { return [setting] }
      return [withFallback(setting, use)]
    }

    private func withFallback(_ setting: Setting, _ use: ModuleUse) -> Setting {
      // One that is computed is not known.
      guard let fallback = use.fallback, fallback.form != .reference || !fallback.value.isEmpty else { return setting }
      return setting.fallback(fallback, use)
    }

    private func value(for use: ModuleUse) -> (value: Secret, form: ValueForm, place: SourceLocation?)? {
      guard let name = use.reads else { return nil }
      if use.form == .environment {
        // The process's own environment counts before any file.
        if let bytes = environment?.value(of: Array(name.utf8)) {
          let listed = found[name]?.location
          return (Secret(bytes), .text, listed?.kind == .environment ? listed : nil)
        }
        if let setting = found[name], setting.location.kind != .environment {
          return (setting.value, setting.form, setting.location)
        }
      }
      return inDocuments[name].map { ($0.value, $0.form, $0.location) }
    }
  }
}

extension Setting {
  fileprivate func with(
    value: Secret? = nil, form: ValueForm? = nil, meaning: SettingMeaning? = nil, location: SourceLocation? = nil,
    module: ModuleUse
  ) -> Setting {
    Setting(
      name: name, meaning: meaning ?? self.meaning, value: value ?? self.value, form: form ?? self.form,
      location: location ?? self.location, isOverridden: isOverridden, scope: scope, module: module)
  }

  /// This setting with what its code gives where the environment has nothing.
  fileprivate func fallback(_ fallback: ModuleUse.Fallback, _ use: ModuleUse) -> Setting {
    with(
      value: fallback.value, form: fallback.form, location: use.alias == nil ? fallback.location : nil,
      module: use.resolved(origin: nil, isFallback: true))
  }
}
