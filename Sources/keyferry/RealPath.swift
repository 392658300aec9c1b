import Glibc

extension String {
  /// This path, absolute and without links; nil where nothing is there.
  var realPath: String? {
    guard let resolved = realpath(self, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }
}
