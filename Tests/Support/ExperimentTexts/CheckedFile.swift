import Foundation

/// The names of the YAML files in a folder, sorted; none where there is no folder.
public func yamlFiles(in folder: String) -> [String] {
  let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return all.filter { $0.hasSuffix(".yaml") }.sorted()
}

/// What a file is checked under, as a comment in its first line says: `# profile NAME`, or
/// `# override KEY=VALUE | KEY=VALUE`.
public struct CheckedFile {
  public let profile: String?
  public let overrides: [String]

  public init(_ bytes: Data) {
    let first = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    profile = first.hasPrefix("# profile ") ? String(first.dropFirst(10)) : nil
    overrides =
      first.hasPrefix("# override ") ? first.dropFirst(11).components(separatedBy: " | ") : []
  }
}
