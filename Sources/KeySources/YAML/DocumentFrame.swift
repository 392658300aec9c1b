import KeyFacts
import KeySecrets

/// A mapping or sequence that is open while its document is read.
struct DocumentFrame {
  enum Kind { case mapping, sequence }

  /// How its parent reaches it.
  enum Step {
    case root
    case key(String)
    case index(Int)
  }

  let kind: Kind
  let step: Step
  let start: Collection
  /// It is a key itself, as `{{ name }}` without quotes is.
  let isKey: Bool
  /// It is part of a key, or of a reference that has a tag: no settings are in there.
  let isSilent: Bool
  /// A mapping under `<<`, or an item of a list there: the mapping around it takes its settings over.
  let isMerge: Bool
  /// The lowest frame whose name may speak for the names in here.
  let contextStart: Int
  /// One of these names may hold "stripe".
  let mayBeStripe: Bool
  let holder: DataHolder?
  /// It is, or is in, the value of a service's `env_file`.
  let namesFiles: Bool
  /// How many settings had been found before it.
  let firstFound: Int

  /// What a mapping in there says of a file.
  var file = NamedFile()
  /// The key whose value comes next.
  var pendingKey: Scalar?
  /// The number of items so far.
  var count = 0
  var isTemplate = false
  /// For each name that was found here, which finding is the last.
  var seen: [String: Int] = [:]
  /// The same for merged mappings, in the order in which they are merged.
  var merged: [(name: String, found: Int)] = []
  /// What may describe a single setting, held back until the mapping is complete.
  var parts: [(part: NestedNames.Part, key: Scalar, value: Scalar)] = []
  var hasReference = false
  var isDeclaration = false
  /// `{secure: …}`.
  var isCiphertext = false
  /// A mapping in here holds a Kubernetes object's values.
  var holdsData = false
  /// `kind: Secret`.
  var objectKind: String?
  /// `metadata: {name: …}`.
  var metadataName: String?

  /// Nothing came that its end would settle.
  var isSettled: Bool {
    parts.isEmpty && seen.isEmpty && merged.isEmpty && start.tag == .none && !hasReference && !isDeclaration
      && !isCiphertext && !holdsData && !isTemplate && file.path == nil
  }

  var key: String? {
    guard case .key(let key) = step else { return nil }
    return key
  }

  /// Every setting has a path of its own: its length must not hang on a document's names and depth.
  static let longestPath = 1024
  private static let longestStep = 128

  /// A name as it stands in paths and contexts.
  static func shortened(_ name: String) -> String {
    guard name.utf8.count > longestStep else { return name }
    // Cut in two, a key's body could be too short to be told for one.
    let name = name.withoutKeys
    guard name.utf8.count > longestStep else { return name }
    return name[..<name.utf8.index(name.startIndex, offsetBy: longestStep)] + "…"
  }

  /// The last `part` that came.
  func last(_ part: NestedNames.Part) -> (key: Scalar, value: Scalar)? {
    parts.last { $0.part == part }.map { ($0.key, $0.value) }
  }
}

/// The mapping of a Kubernetes object that holds values.
struct DataHolder {
  enum Kind {
    /// Base64 in a Secret, text in a ConfigMap.
    case data
    case stringData
    case encryptedData
  }

  let kind: Kind
  /// The object's frame.
  let object: Int
}

/// A value that is a setting, or will be when its Kubernetes object turns out to be Stripe's.
struct FoundValue {
  let name: String
  var bytes: [UInt8]
  var form: ValueForm
  let place: TextPlace
  let path: String
  /// Nil until the object that holds it says that it is Stripe's.
  var meaning: SettingMeaning?
  var scope: String
  var isOverridden = false
  var holder: DataHolder?
  /// What the value is if its object is a Secret.
  var decoded: [UInt8]?
}
