import Artifacts
import Config
import Diagnostics

/// Makes `git ediff` compare experiments, and if wanted `git diff` show resolved ones.
public struct GitSetup {
  /// What was done, a line each.
  public private(set) var done: [String] = []

  /// Git runs it in the repository's root, from where a path of the working folder leads elsewhere. In a second working tree
  /// it says where the repository is, and then takes the folder it is begun in for the root.
  static let alias =
    #"!GIT_WORK_TREE=$PWD; export GIT_WORK_TREE; cd -- "${GIT_PREFIX:-.}" && etch diff --git"#
  /// Git ends with an error where a driver's program is missing, so a shell looks, and shows the file as it is.
  static let driver = #"f() { etch show "$1" 2>/dev/null || cat "$1"; }; f"#
  static let attribute = "*.yaml diff=etch"

  /// - Throws: where git is not installed, or this is no repository.
  public init(textconv: Bool) throws {
    let repository = try GitRepository()
    try repository.configure("alias.ediff", Self.alias)
    done.append("git ediff [BASE [HEAD]] [PATH …] runs etch diff --git")
    guard textconv else { return }
    try repository.configure("diff.etch.textconv", Self.driver)
    let path = try repository.path(of: "info/attributes")
    let old = Folder.exists(path) ? try TextFile.read(path) : ""
    if !old.split(whereSeparator: \.isNewline).contains(where: { $0 == Self.attribute }) {
      try Folder.create(Folder.parent(of: path))
      let separator = old.isEmpty || old.hasSuffix("\n") ? "" : "\n"
      try TextFile.write(old + separator + Self.attribute + "\n", to: path)
    }
    done.append("git diff shows experiments that stand alone resolved; others as they are")
  }
}
