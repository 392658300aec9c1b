package import KeySecrets

/// The settings that dj-stripe takes a key from when its table has none, as the sources give them. The same in every
/// release since 2.4.
///
/// - SeeAlso: `get_default_api_key` and `STRIPE_SECRET_KEY` in `djstripe/settings.py`.
package struct DjStripeSettings: Sendable {
  package enum Value: Sendable {
    case unset
    /// There, and empty: a STRIPE_SECRET_KEY that is empty still comes before the other two.
    case empty(Setting)
    case key(StripeKey, Setting)
    /// A text that is no well-formed key; dj-stripe would send it all the same.
    case noKey(Setting)
    /// The value lies elsewhere, or is encrypted.
    case unseen(Setting)
    /// It may be where nobody looked: in a source that was not read, or in settings at all when the keys come from
    /// another store.
    case notRead

    package var setting: Setting? {
      switch self {
      case .unset, .notRead: nil
      case .empty(let setting), .key(_, let setting), .noKey(let setting), .unseen(let setting): setting
      }
    }

    /// Python's truth of the value; one that nobody sees is taken to be there.
    fileprivate var isTrue: Bool {
      switch self {
      case .unset, .empty: false
      case .key, .noKey, .unseen, .notRead: true
      }
    }
  }

  /// STRIPE_SECRET_KEY, which overrides both modes' where no mode is asked for.
  package let either: Value
  package let live: Value
  package let test: Value
  /// STRIPE_LIVE_MODE; nil when it is not set.
  package let liveMode: Setting?

  package static let notRead = DjStripeSettings(either: .notRead, live: .notRead, test: .notRead, liveMode: nil)

  private init(either: Value, live: Value, test: Value, liveMode: Setting?) {
    self.either = either
    self.live = live
    self.test = test
    self.liveMode = liveMode
  }

  /// - Parameters:
  ///   - inventory: the first source that has a setting counts.
  ///   - areAll: nothing was left unread, so that a setting which is not there is not set.
  package init(_ inventory: Inventory, areAll: Bool) {
    var found: [String: JudgedSetting] = [:]
    let names: Set = ["STRIPE_SECRET_KEY", "STRIPE_LIVE_SECRET_KEY", "STRIPE_TEST_SECRET_KEY", "STRIPE_LIVE_MODE"]
    for judged in inventory.settings where judged.isEffective && names.contains(judged.setting.name) {
      if found[judged.setting.name] == nil { found[judged.setting.name] = judged }
    }
    let absent = areAll ? Value.unset : .notRead
    either = found["STRIPE_SECRET_KEY"].map(Self.value) ?? absent
    live = found["STRIPE_LIVE_SECRET_KEY"].map(Self.value) ?? absent
    test = found["STRIPE_TEST_SECRET_KEY"].map(Self.value) ?? absent
    liveMode = found["STRIPE_LIVE_MODE"]?.setting
  }

  /// What dj-stripe takes for a mode, or without one.
  package func value(livemode: Bool?) -> Value {
    switch livemode {
    case nil: standard
    case true?: live.isTrue ? live : standard
    case false?: test.isTrue ? test : standard
    }
  }

  private var standard: Value {
    if case .unset = either {} else { return either }
    guard let liveMode else { return test }
    switch liveMode.form {
    case .absent: return test
    // Any text but the empty one is true in Python.
    case .text: return liveMode.value.isEmpty ? test : live
    case .reference, .template, .encrypted: return .unseen(liveMode)
    }
  }

  private static func value(_ judged: JudgedSetting) -> Value {
    switch judged.classification {
    case .key(let key, _): return .key(key, judged.setting)
    case .empty: return .empty(judged.setting)
    case .reference, .template, .encrypted: return .unseen(judged.setting)
    default: return .noKey(judged.setting)
    }
  }
}
