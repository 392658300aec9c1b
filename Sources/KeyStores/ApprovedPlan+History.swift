import KeyPlanning

extension ApprovedPlan {
  /// Only a change may do without a history: an undo would go unnoted, and what is to be forgotten would stay.
  ///
  /// - Parameter hindrance: why the history can't be used.
  func check(_ hindrance: String?, path: String) throws(StoreError) {
    guard purpose != .change, let hindrance else { return }
    throw .historyUnusable(path: path, why: hindrance)
  }
}
