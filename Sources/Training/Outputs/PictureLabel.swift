import Artifacts

/// What pictures say of where they are from: in a line below them, and in their files.
public struct PictureLabel: Sendable {
  /// How much of an identity stands below a picture.
  private static let shownIdentity = 8

  private let name: String
  private let identity: String

  /// - Parameters:
  ///   - name: the experiment's.
  ///   - identity: the run's, as hexadecimal digits.
  public init(name: String, identity: String) {
    self.name = name
    self.identity = identity
  }

  /// Lines for below a picture, the longest first: `vae_mnist ef38092b · epoch 10`, `vae_mnist · epoch 10`, `epoch 10`.
  ///
  /// - Parameter moment: the name of a run's folder, such as `epoch-0010`.
  package func footers(at moment: String) -> [String] {
    let short = String(identity.prefix(Self.shownIdentity))
    guard let words = Self.words(moment) else { return ["\(name) \(short)", name] }
    return ["\(name) \(short) · \(words)", "\(name) · \(words)", words]
  }

  /// What a picture's file says: what it is called, which run and moment it is of, and what it shows.
  package func texts(title: String, at moment: String, showing expression: String) -> [PNG.Text] {
    [
      PNG.Text("Title", title), PNG.Text("Source", "etch \(name) \(identity)"),
      PNG.Text("Moment", moment), PNG.Text("Description", expression),
    ]
  }

  /// `epoch-0010` as "epoch 10"; `nil` for the moment before any training.
  package static func words(_ moment: String) -> String? {
    let parts = moment.split(separator: "-")
    guard parts.count.isMultiple(of: 2) else { return moment }
    let words = stride(from: 0, to: parts.count, by: 2).map { place in
      "\(parts[place]) \(Int(parts[place + 1]).map(String.init) ?? String(parts[place + 1]))"
    }
    return words == ["step 0"] ? nil : words.joined(separator: ", ")
  }
}
