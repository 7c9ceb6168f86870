extension Suggestion {
  /// The end of a message about a file or folder that is not there: the one beside it that may be meant, or nothing.
  ///
  /// `no such file; did you mean 'parts/base.yaml'?` of `parts/bsae.yaml`. What reads alike and is written otherwise is told as that.
  ///
  /// - Parameters:
  ///   - path: where it was looked for. Nothing is suggested where it ends in a slash.
  ///   - written: what the message calls it. Nothing is suggested where it does not end as the path does.
  ///   - meant: which name of a folder may be meant by the path's last part.
  public static func phrase(
    beside path: String, written: String, meant: (_ name: String, _ folder: String) -> String?
  ) -> String {
    let own = String(path.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
    guard !own.isEmpty, written.hasSuffix(own) else { return "" }
    let folder = path == own ? "." : String(path.dropLast(own.count))
    guard let name = meant(own, folder) else { return "" }
    guard !isOtherForm(name, of: own) else {
      return
        "; one that reads alike is there, with its accented letters in another Unicode form: rename it, or copy its name from there"
    }
    return "; did you mean '\((written.dropLast(own.count) + name).excerpt)'?"
  }
}
