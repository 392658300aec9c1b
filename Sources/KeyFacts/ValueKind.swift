/// What a setting's value is, without the value. Raw values are those of the JSON report's `value_kind`.
package enum ValueKind: String, Sendable, Hashable, CaseIterable {
  case key
  case otherCredential = "other-credential"
  case placeholder
  /// The value lies elsewhere: `${X}`, `secretKeyRef`, `${{ secrets.X }}`, the name of a variable.
  case reference
  case template
  case encrypted
  case empty
  case malformed
  case lookalike
  case other
}
